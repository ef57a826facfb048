/** Licences, gateways, the data zone and the rest (700000 and above). The columns are explained in ../error-codes.ts. */
export const licencesErrors = `
701001|X|us|不是基础账号|licence: not a basic account
701002|X|us|许可账号不对|licence: bad account
701003|X|us|激活码已被绑定|licence: code bound already
701004|X|us|没有激活过该类型，不能续期|licence: this type was never activated, no renewal
701005|X|us|许可订单无效|licence: bad order
701006|X|us|许可账号类型不对|licence: bad type of licence account
701007|X|us|账号类型不对|licence: bad account type
701008|X|admin|没有有效的互通许可|no valid interop licence
701009|X|us|灰度期间只能买 1 个月|licence: one month only during the trial
701010|X|us|激活码全部不对|licence: all codes are bad
701011|X|us|成员已绑定|licence: the userid is bound already
701012|X|us|激活码已过绑定期限|licence: code too old to be bound
701013|X|us|灰度期间只能续期一次|licence: one renewal only during the trial
701014|X|us|一个任务最多 100 万成员|licence: at most a million userids in a job
701015|X|admin|没有应用授权，不能下单|licence: no app is granted, no order
701016|X|admin|账号未激活或已过期|licence: account not activated or expired
701017|T|us|账号 30 天内迁移过|licence: account moved within 30 days
701018|X|us|接收方已有同类账号|licence: the receiver has that type already
701019|X|us|成员不对或属于别的企业|licence: userid bad or of another corp
701020|X|us|成员重复|licence: repeated userid
701021|X|us|激活码不对|licence: bad code
701022|D|us|激活码正在生成|licence: codes are being made
701023|X|us|激活码重复|licence: repeated code
701024|X|us|批量操作全部失败|licence: the whole batch failed
701025|X|us|批量列表为空|licence: empty batch
701026|X|us|列表过长|licence: list too long
701027|X|us|测试企业买的账号过多|licence: too many accounts for a test corp
701028|X|us|测试企业最多买 1 个月|licence: one month only for a test corp
701029|X|us|测试企业只能续期一次|licence: one renewal only for a test corp
701030|X|us|累计有效期超过 5 年|licence: valid for more than five years in all
701031|D|us|有订单在迁移|licence: an order is being moved
701032|X|admin|有订单未付款|licence: an order is unpaid
701033|D|us|有订单在生成激活码|licence: codes of an order are being made
701034|X|admin|历史企业需先迁移|licence: the corp has to be migrated first
701035|X|us|已有正式订单，不能加测试订单|licence: no test order beside a real one
701036|X|us|测试订单生效中，不能下单|licence: a test order is in force
701037|X|admin|有订单在退款|licence: an order is being refunded
701038|X|us|民生企业只能买 12 个月|licence: twelve months only for a public service
701039|X|us|民生企业不能续期|licence: no renewal for a public service
701040|X|us|民生企业购买数量超限|licence: too many for a public service
701051|X|admin|没有把应用共享给下游|licence: the app is not shared downstream
701054|X|us|激活码来自上游|licence: code shared by the upstream corp
701055|X|us|激活码已给下游|licence: code shared with a downstream corp
701056|X|us|共享的激活码过多|licence: too many codes shared
701057|X|admin|服务商没有上游企业的授权|licence: the provider is not granted by the upstream corp
701058|X|us|两家企业没有上下游关系|licence: the corps are in no chain
701070|X|us|自动激活状态不对|licence: bad state of automatic activation
701071|X|admin|从未给该企业买过许可|licence: never bought for this corp
701081|X|us|激活码同时被改，请重新读取|licence: code changed meanwhile, read it again
701082|X|us|旧码剩余超过 20 天，不能换新|licence: more than 20 days are left on the old code
701083|X|admin|订单未付款|licence: the order is unpaid
701084|X|us|订单不是未付款状态|licence: the order is not unpaid
701085|D|us|订单暂不能操作|licence: the order cannot be changed just now
701086|X|us|订单属于别的企业|licence: the order is another corp's
701087|X|admin|企业没有安装有互通权限的应用|licence: no app with contact permission is installed
701088|X|admin|成员不在应用可见范围|licence: the member is outside the app's scope
701089|X|admin|成员不在互通应用可见范围|licence: the member is outside the scope of contact apps
701090|X|us|续期天数全为 0|licence: nothing to renew
701099|X|admin|没有有效的接口许可|no valid interface permit
701100|X|us|时间段不对（14 天内）|log: bad period (14 days)
701101|X|us|limit 超过 1000|log: limit above 1,000
701102|X|us|查询的成员过多（100 人）|log: too many users (100)
701103|X|us|操作类型不对|log: bad kind of operation
701104|X|us|操作来源不对|log: bad source of operation
701105|X|us|cursor 不对|log: bad cursor
701112|X|admin|民生优惠已到期|licence: the discount for public services has ended
701120|X|us|不能传父订单号|licence: a parent order is not accepted
701121|X|us|测试企业不能多企业下单|licence: a test corp cannot order for several
701122|X|us|多企业下单的企业全部无效|licence: no corp of the order is valid
701123|X|us|一个任务最多 10 万企业|licence: at most 100,000 corps in a job
701124|X|us|企业重复|licence: repeated corpid
701125|X|us|任务未提交|licence: the job is not submitted
701126|X|us|任务已提交|licence: the job is submitted already
701127|X|us|不是测试企业，不能加测试订单|licence: test orders are for test corps
701128|X|us|测试企业只能加测试订单|licence: a test corp takes test orders only
701129|X|us|企业没有该服务商的应用订单|licence: the corp has no app order of the provider
701130|X|admin|应用订单都已过期|licence: all app orders have expired
701131|X|us|免费试用的账号数超限|licence: more accounts than the free trial allows
701132|X|us|短期购买不能超过人数的 2 倍|licence: at most twice the members for a short period
701133|X|us|免费试用最多买 3 个月|licence: three months at most in the free trial
701134|D|us|操作过于频繁|licence: too frequent
701135|X|us|许可不能短于应用订单|licence: shorter than the app order
701150|X|us|测试企业不能分配许可|licence: a test corp cannot assign licences
701160|X|us|有企业没有通过支付检查|licence: a corp has not passed the payment check
701161|X|us|订单已指定网银支付|licence: the order is to be paid by bank
701170|X|admin|群活码的限免许可已到期|licence: the free permit for group codes has ended
701200|D|us|有别的镜像在发布|another image is being published
710000|X|us|open_corpid 不对|bad open_corpid
710002|X|us|open_pending_corpid 不对|bad open_pending_corpid
710003|X|us|formid 不对|bad formid
710004|X|us|mailid 不对|bad mailid
710006|X|us|tmp_external_userid 不对|bad tmp_external_userid
710007|X|us|gateway_id 不对|bad gateway_id
710200|X|us|运动步数凭证不对|bad ticket for step counts
710201|X|user|用户不允许读取步数|the user does not allow step counts to be read
710400|R|us|硬件型号令牌不对|device: bad model_access_token
710401|R|us|硬件型号令牌已过期|device: model_access_token expired
710402|X|us|硬件型号票据不对|device: bad model_ticket
710403|R|us|没有传型号令牌|device: missing model_access_token
730000|X|us|tmp_openid 不对|bad tmp_openid
730001|X|us|录制文件 id 不对|meeting: bad recording file id
730002|X|us|录制 id 不对|meeting: bad recording id
730003|X|us|子会议 id 不对|meeting: bad id of a part
730004|X|us|会议号不对|meeting: bad number
730005|X|us|会议属于别的应用|meeting: made by another app
730006|X|us|报名 id 不对|meeting: bad enrolment id
730007|X|admin|企业没有专业版|meeting: the corp has no professional edition
730008|X|us|会议已被删除|meeting: deleted
730009|X|us|参与者要有管理员|meeting: the admin must be a participant
730010|X|us|会议不是接口创建的|meeting: not made by API
730011|X|us|会议类型不支持|meeting: unsupported kind
740000|X|us|安全网关：地址端口重复|gateway: host and port are taken
740001|X|us|安全网关：路径重复|gateway: path is taken
740002|X|admin|安全网关：过多（10 个）|gateway: too many (10)
740003|X|us|安全网关：路径过多（100 个）|gateway: too many paths (100)
740004|X|us|安全网关：不存在|gateway: unknown
740005|X|us|安全网关：必须是域名|gateway: host must be a domain name
740006|X|admin|安全网关：域名备案主体不同|gateway: the domain's ICP filing is another entity's
751001|X|admin|邮箱高级功能未开通|mail: paid features are not enabled
751002|X|admin|邮箱高级功能余额不足|mail: not enough paid accounts left
770001|X|admin|高级功能的额度不够|paid features: not enough left
770003|X|us|全企业购买时不能分配|paid features: bought for all, nothing to assign
770004|X|us|没有有效的用户|paid features: no valid user in the list
770005|X|admin|高级功能未开通|paid features: not enabled
770006|X|us|任务 id 不对|paid features: bad jobid
770007|D|us|任务处理中|paid features: the job is under way
770008|X|us|分配超过 7 天，不能撤销|paid features: assigned more than 7 days ago
770009|X|us|用户都已是高级账号|paid features: all users have them already
770010|X|us|已在腾讯会议购买，不能用此接口|paid features: bought at Tencent Meeting, not open to this API
790000|X|us|专区：任务 id 不对|data zone: bad jobid
790001|X|us|专区：任务状态不对|data zone: bad state of the job
790002|X|us|专区：任务已在执行|data zone: the job is under way already
790003|X|us|专区：任务结果已上报|data zone: the result is reported already
790004|X|admin|专区：没有授权会话组件|data zone: the conversation component is not granted
790005|X|us|专区：nonce 重复|data zone: repeated nonce
790006|X|admin|专区：没有已发布的镜像|data zone: no image is published
790007|X|us|专区：消息无法解密|data zone: the message cannot be decrypted
790008|X|us|专区：任务不在运行|data zone: the job is not running
830001|X|us|按网址上传：网址不对|upload by URL: bad URL
830002|X|us|按网址上传：文件或分段过大|upload by URL: file or range too large
830003|X|us|按网址上传：下载失败|upload by URL: download failed
842002|X|admin|代开发模板未上线|custom app: the template is not online
842003|X|us|不是代开发模板|custom app: not a template of that kind
842004|X|us|代开发模板数量不对|custom app: bad number of templates
842005|X|us|应用类型不支持|custom app: unsupported kind of app
842006|X|us|已有代开发授权|custom app: granted already
844001|X|us|输出文件格式不对|bad output_file_format
844002|X|us|安装超过 7 天，不能拨打公费电话|installed more than 7 days ago: no toll-free call
845001|X|us|openid 不属于公众号或小程序|openid is of no official account or mini program
845002|X|admin|openid 与企业主体不同|openid belongs to another legal entity
845003|X|admin|unionid 与企业主体不同|unionid belongs to another legal entity
846000|X|us|不是代开发或第三方应用|neither a custom nor a third-party app
2000002|X|us|corpid 无效|bad CorpId
2000003|X|us|远程开门：没有记录|remote door: no such record
2000004|X|us|远程开门：记录属于别的设备|remote door: record of another device
2000007|X|us|远程开门：上报的状态不对|remote door: bad state reported
2000009|X|us|扫码开门：operid 不对|door by code: bad operid
2000010|X|us|扫码开门：上报的状态不对|door by code: bad state reported
2400001|X|us|参数有误|bad parameter
2400003|X|us|资源不存在|no such resource
2400004|X|us|资源已存在|the resource exists already
2400005|X|admin|不能访问该资源|access to the resource is not allowed
2400006|X|admin|对资源的操作没有授权|the operation is not granted on this resource
2400007|D|us|请求过多|too many requests
2400008|X|admin|资源超出范围|the resource is out of scope
`;
