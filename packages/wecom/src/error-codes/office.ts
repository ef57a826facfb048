/** Programmes, orders, calendars, groups, customer service (90000 to 99999). The columns are explained in ../error-codes.ts. */
export const officeErrors = `
90001|X|admin|摇一摇周边未认证|nearby: not certified
90002|X|us|没有传摇一摇 ticket|nearby: missing ticket
90003|X|us|摇一摇 ticket 不对|nearby: bad ticket
90100|X|us|对外属性类型不对|public profile: bad attribute type
90101|X|us|对外属性：文本过长（12 字）|public profile: text too long (12)
90102|X|us|对外属性：网页标题过长（12 字）|public profile: page title too long (12)
90103|X|us|对外属性：网址不对|public profile: bad URL
90104|X|us|对外属性：小程序标题过长（12 字）|public profile: mini program title too long (12)
90105|X|us|对外属性：小程序路径不对|public profile: bad mini program path
90106|X|us|对外属性：参数不对|public profile: bad parameters
90142|X|us|场所码 id 无效|bad place code id
90200|X|us|没有传小程序 appid|mini program: missing appid
90201|X|us|小程序通知条目过多（10 条）|mini program notice: too many items (10)
90202|X|us|小程序通知的 key 长度不对（10 字）|mini program notice: bad key length (10)
90203|X|us|小程序通知的 value 长度不对（30 字）|mini program notice: bad value length (30)
90204|X|us|小程序通知的页面路径不对|mini program notice: bad page
90206|X|admin|小程序没有关联到企业|the mini program is not linked to the corp
90207|X|us|小程序 appid 不对|mini program: bad appid
90208|X|admin|小程序 appid 不一致|mini program: appid of another one
90210|X|user|需要用户授权|the user has to authorise
90211|X|us|登录用的 suiteid 不对|sign-in: bad suiteid
90212|X|us|登录用的 suiteid 与小程序不符|sign-in: suiteid does not match the mini program
90300|X|us|订单号不对|bad orderid
90302|X|admin|付费应用到期|the paid app has expired
90303|X|admin|付费应用人数已满|the paid app has as many users as paid for
90304|D|us|订单服务异常|the order service is out of order
90305|X|us|参数有误，见错误信息|bad parameter, named by the message
90306|X|admin|商户设置有误，见错误信息|bad merchant settings, named by the message
90307|R|us|登录已过期|the sign-in has expired
90308|X|admin|请求 IP 不被信任|caller IP is not trusted
90309|X|us|订单已存在|the order exists already
90310|X|us|没有这笔订单|no such order
90311|X|us|关单失败|the order could not be closed
90312|X|us|退款失败，见错误信息|refund failed, see the message
90313|D|us|退款过于频繁|refunds too frequent
90314|X|us|订单状态不允许|the order's state does not allow it
90315|X|us|退款号已用过|the refund id is used
90316|X|us|退款原因的编号有误|bad refund reason
90317|X|admin|还不是供应商|not registered as a supplier
90318|X|us|nonce_str 为空或重复|nonce_str empty or repeated
90319|X|us|时间戳为空或相差太大|timestamp empty or too far off
90320|X|us|订单 token 无效|bad order token
90321|X|us|订单 token 已过期|order token expired
90322|X|us|旧套件不支持付费|an old suite cannot be paid for
90323|X|us|单价过高|unit price too high
90324|X|us|数量过多|too many pieces
90325|X|us|预支单已存在|the advance order exists already
90326|X|us|预支单号不对|bad advance order number
90327|X|us|预支单已结算|the advance order is settled
90328|X|us|结算下单失败，见错误信息|settlement failed, see the message
90329|X|us|订单号已被预支单占用|the order number is an advance order's
90330|X|us|供应商没有建成|the supplier could not be created
90331|X|us|供应商没有更新成|the supplier could not be updated
90332|X|admin|还没有签合同|no contract is signed
90333|X|us|合同没有建成|the contract could not be created
90338|X|us|已过退款期限|the time for refunds is over
90339|X|us|供应商主体名有不允许的字符|the supplier's name has characters that are not allowed
90340|X|us|创建客户失败，信息可能不实|the customer could not be created: data not confirmed
90341|X|us|退款多于付款|refund above what was paid
90342|X|admin|退款多于余额|refund above the balance
90343|X|us|退款单号已存在|the refund number exists already
90344|X|us|付款渠道不对|bad payment channel
90345|X|us|超过 5 万元不能用微信支付|above 50,000 yuan WeChat Pay cannot be used
90346|X|us|同一订单退款次数过多|too many refunds of one order
90347|X|us|退款金额不能为 0|a refund cannot be nil
90348|X|admin|没有设置支付密钥|no payment key is set
90349|X|us|记录过多|too many records
90350|X|us|银行信息未通过校验|bank data not confirmed
90351|X|admin|应用状态有异常|the app's state is abnormal
90352|X|us|延长试用的天数过多|trial extended by too many days
90353|X|us|预支单列表为空|empty list of advance orders
90354|X|us|预支单过多|too many advance orders
90355|X|us|有退款关联，预支单不能删|the advance order has a refund and cannot be deleted
90356|X|us|金额不能为 0|the amount cannot be nil
90357|X|us|代下单必须指定付款渠道|a payment channel is required
90358|X|us|预支单或代下单不能部分退款|no partial refund of such an order
90359|X|us|预支单与下单企业不符|the advance order is another corp's
90381|X|us|refunded_credit_orderid 不对|bad refunded_credit_orderid
90405|X|us|图片类型不对|bad image type
90406|X|us|图片大小不对|bad image size
90407|X|admin|企业属于中小学|the corp is a school
90408|X|us|图片不对|bad image
90409|N|us|图片上传出错|the image could not be uploaded
90410|X|us|申请单号已在进行中|an application of that number is under way
90412|X|admin|超级管理员的申请单已满|the super admin has as many applications as allowed
90413|X|admin|企业的申请单已满|the corp has as many applications as allowed
90414|X|us|参数有误|bad parameter
90415|X|us|申请单号不存在|unknown application number
90416|X|admin|超级管理员无权限|the super admin has no permission
90418|X|staff|提现人没有实名|the person who withdraws is not real-name verified
90419|X|us|图片有误，需重新上传|bad image: upload it anew
90420|X|admin|提现人的实名与超级管理员不同|the person who withdraws is not the super admin
90421|X|us|经营范围与主体类型不符|line of business does not match the kind of corp
90431|T|us|该企业今天的免支付订单已满（3 个）|as many free orders for this corp as a day allows (3)
90432|X|admin|充值账户没有开通|the prepaid account is not open
90433|X|admin|账户余额不够|balance too low
90456|X|us|日程：必须有组织者|calendar: an organiser is required
90457|X|us|日历 id 不对|calendar: bad calendar id
90458|X|us|日历 id 列表为空|calendar: empty list of calendar ids
90459|X|us|日历已被删除|calendar: the calendar was deleted
90460|X|us|日程已被删除|calendar: the event was deleted
90461|X|us|日程 id 不对|calendar: bad event id
90462|X|us|日程 id 列表为空|calendar: empty list of event ids
90463|X|us|日历的组织者不能改|calendar: the organiser of a calendar cannot be changed
90464|X|us|参与者过多|calendar: too many participants
90465|X|us|重复类型不支持|calendar: unsupported kind of repetition
90466|X|us|日历属于别的应用|calendar: belongs to another app
90467|X|us|星期不对|calendar: bad weekday
90468|X|us|日程的组织者不能改|calendar: the organiser of an event cannot be changed
90469|X|us|每页条数过多|calendar: page too large
90470|X|us|页数不对|calendar: bad page
90471|X|us|提醒时间不对|calendar: bad reminder time
90472|X|admin|没有日历或日程权限|calendar: no permission
90473|X|us|颜色不对|calendar: bad colour
90474|X|us|组织者不能同时是参与者|calendar: the organiser is a participant as well
90475|X|us|这不是组织者的日历|calendar: not a calendar of the organiser
90477|X|us|用户建的日程只有系统应用能读|calendar: events made by users are for the system app
90479|X|us|用户建的日程不能操作|calendar: events made by users cannot be changed
90480|X|us|时区不对|calendar: bad time zone
90481|X|us|组织者的日历过多|calendar: the organiser has too many calendars
90482|X|us|op_start_time 不对|calendar: bad op_start_time
90483|X|us|公共日历必须有 public_range|calendar: public_range is required
90484|X|us|只有重复日程能单独改一次|calendar: only a repeated event can be changed once
90485|X|us|op_mode 不对|calendar: bad op_mode
90486|X|us|没有传重复间隔|calendar: missing interval of repetition
90487|X|us|day_of_month 不对|calendar: bad day_of_month
90488|X|us|开始时间早于 op_start_time|calendar: start_time is before op_start_time
90489|X|us|只有公共日历能自动订阅|calendar: only a public one can be subscribed to by itself
90490|X|us|订阅人数过多|calendar: too many subscribers
90491|X|us|成员不在可订阅范围|calendar: the member may not subscribe
90492|X|us|管理员不在成员中|calendar: the admin is not a member
90493|X|us|参数已废弃|calendar: parameter no longer supported
90494|X|us|不是创建者的日历|calendar: not a calendar of the creator
90495|X|us|此类应用不能设管理员|calendar: this kind of app cannot set an admin
90496|X|us|只读日历不能设管理员|calendar: a read-only one has no admin
90497|X|us|邮件建的日程不能改|calendar: an event made by mail cannot be changed
90498|X|us|日程已订别的会议室|calendar: another room is booked
90499|X|us|会议室由别的应用预定，不能取消|calendar: the room was booked by another app
90500|X|admin|群主没有离职|the group owner has not resigned
90501|X|us|不是客户群|not a customer group
90502|X|us|新群主已离职|the group owner has resigned
90503|X|staff|群已满，需在客户端处理|no room in the group
90504|X|us|群主没有变化|the owner is unchanged
90507|D|us|群正在继承|the group is being inherited
90508|X|us|群已继承过|the group was already inherited
90509|X|us|不是企业微信客户群|not a WeCom customer group
90510|X|admin|企业一年内没有活跃用户|the corp had no active user within a year
90511|X|us|opengid 不对|bad opengid
90602|X|us|会议 id 不对|bad meeting id
90603|X|us|事件分类 id 不对|grid: bad category id
90604|X|us|网格单元 id 不对|grid: bad cell id
90606|X|us|网格管理员过多（20 人）|grid: too many admins of a cell (20)
90607|X|us|有成员的网格不能删|grid: a cell with members cannot be deleted
90608|X|us|网格名称重复|grid: name is taken
90609|X|us|网格成员过多|grid: too many members of a cell
90610|X|us|网格单元人数超限|grid: member limit of a cell exceeded
90613|X|us|成员管理的网格过多|grid: a member manages too many cells
90700|X|us|改日程前要先取消会议室|calendar: cancel the room before changing the event
90704|X|us|提醒时间差有误|calendar: bad value in remind_time_diffs
90705|X|us|创建者已离职，日程不能删|calendar: the creator has left, the event cannot be deleted
90706|X|us|非重复日程不能改到过去|calendar: an event cannot be moved into the past
90707|D|us|关联的会议进行中，不能改|calendar: its meeting is under way
90708|X|us|创建者没有默认日历，需指定日历|calendar: the creator has no default calendar, name one
90710|X|us|关联的会议已结束，不能改|calendar: its meeting is over
91040|X|us|ticket 类型不对|wrong ticket type
92000|X|admin|成员不在应用可见范围|the member is outside the app's visible scope
92001|X|admin|应用无敏感信息权限|the app may not see sensitive data
92002|X|us|不能跨企业调用|not across corps
92003|X|us|不能跨应用调用|not across apps
92006|X|us|直播已开始或已取消|live stream: started or cancelled
92007|X|us|直播回放不能删|live stream: the recording cannot be deleted
92008|X|admin|应用无权操作该直播|live stream: no permission
93000|X|admin|机器人地址不对或已被移出群|group robot: bad webhook, or removed from the chat
93004|X|admin|机器人已停用|group robot: disabled
93006|X|us|群 id 不对|bad group id
93008|X|us|不在该群里|not in the group
94000|X|admin|应用没有开启自定义工作台|workbench: custom mode is not enabled
94001|X|us|工作台模板类型不对|workbench: bad type
94002|X|us|没有传 keydata|workbench: missing keydata
94003|X|us|keydata 条目过多|workbench: too many items of keydata
94005|X|us|没有传 list|workbench: missing list
94006|X|us|list 条目过多|workbench: too many items of list
94007|X|us|没有传 webview|workbench: missing webview
94008|X|admin|没有设置工作台模板|workbench: no template is set
95000|X|us|open_kfid 无效|bad open_kfid
95001|X|user|客服：消息条数已满|customer service: message limit reached
95002|X|user|客服：已超过 48 小时|customer service: 48 hours have passed
95003|T|us|客服：可接待的客户已满|customer service: cap of customers reached
95004|X|us|没有这个 open_kfid|open_kfid does not exist
95005|X|admin|客服：账号已满|customer service: account cap reached
95006|X|admin|客服：账号名不对|customer service: bad account name
95007|X|us|客服：消息 token 不对|customer service: bad message token
95008|X|us|菜单消息：菜单项过多|too many menu items
95009|X|us|菜单消息：菜单项类型不对|bad menu item type
95011|X|admin|客服：正在客户端使用|customer service is used in the WeCom client
95012|X|admin|客服：没有在企业微信使用|customer service is not used in the WeCom client
95013|X|us|客服：会话已结束|the session has ended
95014|X|us|客服：不是接待人员|not a servicer of this account
95015|X|admin|管理端已设置专属服务|customer service: dedicated service is set in the console
95016|X|us|客服：状态不能这样转移|state transition not allowed
95017|X|admin|客服：接口开关没有打开|the API switch is off
95018|X|us|客服会话的状态不允许发送|customer service: the session's state does not allow sending
95019|X|staff|接待人员已停止或暂停接待|customer service: the servicer has stopped or paused
95021|X|admin|客服：升级服务没有配置该成员或群|the member or group is not configured for upgrades
95022|X|us|location_type 不对|bad location_type
95023|X|admin|客服：接口已授权给别的应用|granted to another app
95026|X|admin|客服：账号使用太少，不能再建|accounts are used too little to add one
95027|X|admin|客服：未认证企业最多 10 个账号|an unverified corp may have 10 accounts
95030|X|admin|客服：该类消息被禁止|customer service: message type blocked
95031|X|user|客服：客户 48 小时内没有咨询|customer service: the customer has not written for 48 hours
95032|X|admin|客服：读取消息的权限已失效|customer service: permission for messages lost
`;
