/** Apps and their scope, members and departments, school, devices (50000 to 83999). The columns are explained in ../error-codes.ts. */
export const directoryErrors = `
50001|X|admin|跳转域名未登记|redirect_url domain not registered
50002|X|admin|成员不在范围内|member out of scope
50003|X|admin|应用已停用|the app is disabled
50006|X|admin|系统应用已停用|the system app is disabled
50100|X|us|游标无效|bad cursor
60001|X|us|部门名称长度不对（1–32 字）|department name: bad length (1 to 32)
60003|X|us|没有这个部门|department unknown
60004|X|us|没有这个父部门|parent department unknown
60005|X|us|部门里还有成员|the department has members
60006|X|us|部门下还有子部门|the department has sub-departments
60007|X|us|根部门不能删除|the root department cannot be deleted
60008|X|us|部门已经存在|the department exists
60009|X|us|部门名称有不允许的字符|department name has characters that are not allowed
60010|X|us|部门上下级成环|departments would form a circle
60011|X|admin|成员、部门或标签不在应用权限内|member, department or tag out of the app's permission
60012|X|us|默认应用不能删除|the default app cannot be deleted
60020|X|admin|请求 IP 不被信任|caller IP not trusted
60021|X|admin|成员不在应用可见范围|userid outside the app's visible scope
60028|X|us|第三方应用的主页不能修改|a third-party app's home page cannot be changed
60030|X|admin|超出应用可见范围|outside the app's visible scope
60031|X|admin|应用被禁止调用接口|the app may not call APIs
60102|X|us|userid 已被占用|userid exists
60103|X|us|手机号不对|bad mobile number
60104|X|us|手机号已被占用|mobile number exists
60105|X|us|邮箱格式不对|bad email address
60106|X|us|邮箱已被占用|email address is taken
60107|X|us|微信号格式不对|bad WeChat id
60110|X|us|成员所属部门过多（20 个）|a member is in too many departments (20)
60111|X|us|没有这个 userid|userid does not exist
60112|X|us|成员姓名不对（1–64 字）|bad member name (1 to 64)
60123|X|us|部门 id 不对|bad department id
60124|X|us|父部门不存在|unknown parent department
60125|X|us|部门名称不对|bad department name
60127|X|us|没有传部门|missing department
60129|X|us|手机号和邮箱都没有|neither mobile number nor email is given
60132|X|us|领导标记与部门个数不同|is_leader_in_dept and department differ in length
60136|X|us|没有这条记录|no such record
60137|X|us|家长的手机号已被占用|a parent's mobile number is taken
60140|X|us|response_code 不对|bad response_code
60141|X|us|个人邮箱不对且没有手机号|bad personal email and no mobile number
60142|X|us|个人邮箱已被占用，不能更新|personal email cannot be updated: taken
60143|X|us|企业邮箱不对或已被占用|corp email bad or taken
60144|X|us|企业邮箱不能再改|corp email cannot be changed any more
60145|X|us|企业邮箱已被占用|corp email is taken
60146|X|us|没有手机号|no mobile number found
60147|X|us|没有邮箱|no email found
60148|X|us|没有企业邮箱|no corp email found
60149|X|us|学生手机号已被占用|a student's mobile number is taken
60203|X|us|模板 id 不对|bad template id
60204|X|admin|模板现在不可用|the template is not available now
60205|X|us|模板关键词不符|template keywords do not match
60206|X|us|此类消息只供第三方独立应用发送|only an independent third-party app may send this kind
60207|X|us|第三方独立应用只能发模板消息|an independent third-party app may send templates only
60208|X|us|第三方独立应用不能发给全体、部门或标签|an independent third-party app may not address all, departments or tags
60209|X|us|没有传操作者|missing operator
60210|X|us|选择的成员为空|no member is selected
60211|X|us|没有传 SelectedTicket|missing SelectedTicket
60214|X|us|仅供第三方应用调用|for third-party apps only
60215|X|us|SelectedTicket 过多（10 个）|too many SelectedTickets (10)
60217|X|admin|操作者无权限或不在可见范围|the operator has no permission or is out of scope
60218|X|us|仅供成员授权的应用调用|only for apps that members authorise
60219|X|us|SelectedTicket 属于别的应用|SelectedTicket is of another app
60220|X|us|没有传 corpappid|missing corpappid
60221|X|us|open_userid 属于别的服务商|open_userid is of another provider
60222|X|us|SelectedTicket 不对|bad SelectedTicket
60223|X|us|BundleId 不对|bad BundleId
60224|X|us|PackageName 不对|bad PackageName
60225|X|us|操作者与 SelectedTicket 无关，不能建群|the operator is not in the SelectedTicket and cannot create the chat
60226|X|us|选择的人过多（2000 人）|too many people selected (2,000)
60227|X|us|没有传服务商 corpid|missing ServiceCorpid
60228|X|us|没有传 bind_corpid|missing bind_corpid
60229|X|us|成员或部门 id 不对|bad member or department id
60230|X|us|没有传 shareticket|missing shareticket
60231|X|us|shareticket 不对|bad shareticket
60233|X|us|shareticket 用错了地方|shareticket of another use
60234|X|us|shareticket 属于别的应用|shareticket of another app
60235|X|us|没有传收款项目 id|missing payment_id
60236|X|us|没有传订单号|missing trade_no
60237|X|us|收款项目不是本应用发起的|the payment was not started by this app
60238|X|us|部门 id 不对|bad partyid
60239|X|staff|收款人没有实名|the payee is not real-name verified
60240|X|admin|收款企业没有验证或认证|the receiving corp is not verified
60241|X|us|付款的学生或部门 id 不对|bad id of the paying student or department
60242|X|us|shareticket 不能用于别的域名|shareticket cannot be used on another domain
60243|X|us|订单号不对|bad trade_no
60244|X|us|shareticket 不能用于别的小程序|shareticket cannot be used in another mini program
60246|X|admin|第三方应用还没有上线|the third-party app is not online
60251|X|us|没有传 open_kfid|missing open_kfid
60252|X|us|open_kfid 不对|bad open_kfid
60253|X|us|成员不是该账号的接待人员|the member does not serve this account
60257|X|us|直属上级过多（5 人）|too many direct leaders (5)
65000|X|us|学校已迁移|the school has migrated already
65001|X|us|关注模式不对|bad follow mode
65002|X|us|一次导入的家长过多（1000 人）|too many parents at once (1,000)
65003|X|admin|学校还没有迁移|the school has not migrated
65004|X|us|没有这个组织架构|no such structure
65005|X|us|同步模式不对|bad sync mode
65006|X|us|管理员类型不对|bad administrator type
65007|X|us|家校部门类型不对|bad school department type
65008|X|us|入学年份不对|bad year of entry
65009|X|us|年级类型不对|bad grade type
65010|X|us|该 userid 不是学生|the userid is not a student
65011|X|us|一次处理的家长过多（100 人）|too many parents at once (100)
65012|X|us|一次处理的学生过多（10 人）|too many students at once (10)
65013|X|us|该学生已有家长|the student has a parent already
65014|X|admin|不是学校|the corp is not a school
65015|X|us|父部门类型不符|wrong type of parent department
65018|X|admin|家长人数已满|as many parents as the school may have
65022|X|admin|没有家校通讯录权限|no permission on the school directory
65023|X|admin|没有该学生或家长的权限|no permission on this student or parent
65024|X|admin|家长相关的老师不在可见范围|the parent's teachers are outside the app's scope
71044|X|us|设备已绑定，不能注销|the device is bound and cannot be removed
71045|X|us|operid 不对|bad operid
71046|X|admin|没有设备数据权限|no permission on the device's data
71047|X|us|open_userid 不对|bad open_userid
71048|X|admin|应用没有授权的设备|the app has no device
71049|X|us|考勤规则已达上限|as many attendance rules as there may be
71050|X|us|门禁规则名称不对|access rule: bad name
71051|X|us|门禁规则不对|bad access rule
71052|D|us|读取测温数据出错|temperature data could not be read
71056|X|admin|成员不在设备可见范围|the member is outside the device's scope
71057|X|us|门禁规则 id 不对|bad access rule id
71058|X|admin|成员不在应用可见范围|the member is outside the app's scope
71059|X|admin|门禁规则超出应用范围，不能改|the access rule reaches beyond the app's scope: read only
71060|X|admin|门禁规则超出授权范围，不能删改|the access rule reaches beyond what is granted: read only
71062|X|us|文件名不对|bad file name
71063|X|us|没有传 media_id 或下载地址|neither media_id nor download_url is given
71064|X|us|下载地址不对或下载失败|download_url bad or download failed
71065|X|us|设备不能打印|the device cannot print
71066|X|us|设备不能扫描|the device cannot scan
71067|X|us|打印转码版本不对|bad version of the print settings
71068|X|us|打印转码版本已过期|version of the print settings has expired
71069|X|us|打印页码不对|bad page number to print
71070|X|admin|成员不在设备使用范围|the member may not use the device
71071|X|us|时间戳不对|bad timestamp
71072|X|admin|设备型号未发布|the device model is not published
71075|X|us|扫描上传的授权码不对|bad code for the upload of a scan
71076|X|us|默认的不可通行规则不能删改|the default rule of no access cannot be changed
72023|X|user|发票已被别处锁定|the invoice is locked elsewhere
72024|X|us|发票状态不对|bad invoice state
72037|X|us|有发票不属于该用户|an invoice belongs to another user
80001|X|admin|可信域名不对或未备案|trusted domain wrong or not filed
81001|X|us|部门下的节点过多（3 万）|too many nodes in the department (30,000)
81002|X|us|部门层级过深（15 层）|departments too deep (15 levels)
81003|X|us|标签下的节点过多（3 万）|too many nodes in the tag (30,000)
81011|X|us|没有标签权限|no permission on the tag
81012|X|us|没有可见范围|no visible scope
81013|X|us|收件人全部无效|all recipients are invalid
81014|X|us|一次给标签添加的成员或部门过多|too many members or departments added to the tag at once
81015|X|us|邮箱域名与企业邮箱不同|email domain is not the corp's
81016|X|us|没有传 logined_userid|missing logined_userid
81017|X|us|一次请求的数量过多|too many items requested
81018|T|admin|服务商读取姓名的额度已用完|the provider's quota of names is used up
81019|X|us|items 缺 id|items: missing id
81020|X|us|items 缺 type|items: missing type
81021|X|us|items 的 type 不对|items: bad type
81023|X|us|logined_userid 不对|bad logined_userid
81024|X|us|logined_userid 无效|invalid logined_userid
81026|D|us|功能维护中，暂不能调用|the feature is under maintenance
82001|X|us|没有收件人|no recipients
82002|X|us|部门过多|bad department list length
82003|X|us|标签过多|bad tag list length
82004|X|us|消息内容不对|bad message content
82101|X|us|更新的对象为空|nothing to update
82102|X|us|更新的对象不在这条多人消息里|the target is not in this message
`;
