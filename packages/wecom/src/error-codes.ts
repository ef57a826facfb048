/**
 * WeCom error codes as one table: code | retry | who acts | meaning in Chinese | meaning in English.
 * Retry: X never, N now, R after refreshing the token, D after a delay, T tomorrow (a daily or longer quota).
 * Source: developer.work.weixin.qq.com/document/path/90313 and the pages of the endpoints; retry and actor are ours.
 */
export const ERROR_CODE_TABLE = `
-1|D|us|系统繁忙|system busy
6000|N|us|数据版本冲突|data version conflict
40001|X|admin|不合法的secret参数|bad secret
40003|X|us|无效的UserID|bad userid
40004|X|us|不合法的媒体文件类型|bad media file type
40005|X|us|不合法的type参数|bad type parameter
40006|X|us|不合法的文件大小|bad file size
40007|X|us|不合法的media_id参数|bad or expired media_id
40008|X|us|不合法的msgtype参数|bad msgtype
40009|X|us|上传图片大小不是有效值|bad image size
40011|X|us|上传视频大小不是有效值|bad video size
40013|X|admin|不合法的CorpID|bad corpid
40014|R|us|不合法的access_token|bad access_token
40029|X|user|不合法的oauth_code|bad, used or expired oauth code
40031|X|us|不合法的UserID列表|bad userid list
40032|X|us|不合法的UserID列表长度|bad userid list length
40035|X|us|不合法的参数|bad parameter
40050|X|us|chatid不存在|chatid does not exist
40056|X|admin|不合法的agentid|bad agentid
40058|X|us|不合法的参数|bad parameter
40063|X|us|参数为空|required parameter empty
40066|X|us|不合法的部门列表|bad department list
40068|X|us|不合法的标签/标签组ID|bad tag or tag group id
40070|X|us|指定的标签范围节点全部无效|all given tags invalid
40071|X|us|不合法的标签名字|bad or existing tag name
40072|X|us|不合法的标签名字长度|bad tag name length
40073|X|us|不合法的openid|bad openid
40091|X|admin|secret不合法|bad secret
40093|X|us|jsapi签名错误|wrong jsapi signature
40094|X|us|不合法的URL|bad URL
40096|X|us|不合法的外部联系人userid|bad external_userid
40097|X|admin|该成员尚未离职|the member has not resigned
40098|X|staff|成员尚未实名认证|the member is not real-name verified
40099|X|staff|外部联系人的数量已达上限|the member's contact cap is reached
40100|T|us|此用户的外部联系人已经在转移流程中|the member's contacts are being transferred
40126|X|us|企业标签个数达到上限|corp tag cap reached
40128|T|us|客户转接过于频繁|the customer was transferred too often
40129|T|us|当前客户正在转接中|the customer is being transferred
40130|X|us|原跟进人与接手人一样，不可继承|old and new follower are the same
40131|X|us|handover_userid 并不是外部联系人的跟进人|the handing-over member does not follow this customer
40143|X|admin|转接成员被封禁，无法进行客户继承操作|the member is banned
40201|X|us|当前操作包含敏感信息，被反垃圾拦截|blocked: sensitive content
40204|X|us|微信反垃圾|blocked by anti-spam
40206|X|us|请求body字节数超过限制|request body too large
41001|R|us|缺少access_token参数|missing access_token
41002|X|us|缺少corpid参数|missing corpid
41004|X|us|缺少secret参数|missing secret
41006|X|us|缺少media_id参数|missing media_id
41008|X|us|缺少auth code参数|missing oauth code
41009|X|us|缺少userid参数|missing userid
41010|X|us|缺少url参数|missing url
41011|X|us|缺少agentid参数|missing agentid
41016|X|us|缺少title参数|missing title
41035|X|us|缺少外部联系人userid参数|missing external_userid
41037|X|us|缺少「联系我」type参数|contact way: missing type
41038|X|us|缺少「联系我」scene参数|contact way: missing scene
41039|X|us|无效的「联系我」type参数|contact way: bad type
41040|X|us|无效的「联系我」scene参数|contact way: bad scene
41041|X|us|「联系我」使用人数超过限制|contact way: too many members
41042|X|us|无效的「联系我」style参数|contact way: bad style
41043|X|us|缺少「联系我」config_id参数|contact way: missing config_id
41044|X|us|无效的「联系我」config_id参数|contact way: unknown config_id
41045|X|us|API添加「联系我」达到数量上限|contact way cap reached
41046|X|us|缺少企业群发消息id|mass message: missing msgid
41047|X|us|无效的企业群发消息id|mass message: unknown msgid
41048|T|us|无可发送的客户|no customer can receive this mass message
41049|X|us|缺少欢迎语code参数|missing welcome_code
41050|X|us|无效的欢迎语code|welcome_code unknown, expired or used
41051|X|us|客户和服务人员已经开始聊天了|the conversation has already started
41052|X|us|无效的发送时间|bad send time
41053|X|user|客户未同意聊天存档|the customer has not agreed to archiving
41054|X|staff|该用户尚未激活|the member is not activated
41055|X|us|群欢迎语模板数量达到上限|group welcome template cap reached
41056|X|us|外部联系人id类型不正确|wrong kind of external id
41057|X|admin|企业或服务商未绑定微信开发者账号|no WeChat developer id is bound
41058|X|us|无此群欢迎语模板的编辑权限|template not editable by this app
41059|X|us|缺少moment_id参数|missing moment_id
41060|X|us|不合法的moment_id参数|bad moment_id
41061|X|us|不合法朋友圈发送成员userid，当前朋友圈并非此用户发表|the moment was not published by this member
41062|X|staff|企业创建的朋友圈尚未被成员userid发表|the member has not published the moment yet
41063|D|us|群发消息正在被派发中，请稍后再试|the mass message is being dispatched
41064|X|us|附件数量超过限制|too many attachments
41065|X|us|无效的附件类型|bad attachment type
41067|X|us|朋友圈moment_id类型错误|wrong type of moment_id
41068|X|us|聊天敏感词列表超过了限制|intercept rule: word list too long
41069|X|us|聊天敏感词规则总数超过了限制|too many intercept rules
41070|X|us|无效的聊天敏感词规则id|bad intercept rule id
41071|X|us|聊天敏感词规则已经被删除|intercept rule already deleted
41072|X|us|资源附件场景使用错误|attachment used in a wrong scene
41073|X|us|商品图册描述不符合标准|album: bad description
41074|X|us|商品图册数据已经被删除|album: product deleted
41075|X|us|无效的商品图册id或者数据不存在|album: bad product id
41076|X|us|聊天敏感词规则适用范围超过限制|intercept rule: range too wide
41077|X|us|聊天敏感词规则名称不唯一|intercept rule: name not unique
41078|D|us|创建朋友圈正在进行的异步任务总数超过了限制|too many moment jobs are running
41079|D|us|朋友圈正在被派发中，请稍后再试|the moment is being dispatched
41080|X|us|附件资源大小超过限制|attachment too large
41081|X|us|附件资源的图片分辨率超过限制|image resolution too high
41082|X|us|附件资源的视频时长超过限制|video too long
41083|X|us|敏感词关键字错误|intercept rule: bad word
41084|X|us|敏感词拦截语义规则错误|intercept rule: bad semantics
41085|X|us|无效商品编码|album: bad product code
41086|X|us|无效商品价格|album: bad price
41087|X|us|无效商品描述|album: bad description
41088|X|us|附件列表为空|album: no attachments
41089|X|us|朋友圈附件与内容不能同时为空|moment: neither text nor attachment
41090|X|us|视频格式不合法|bad video format
41091|X|us|配置客户群进群方式最多只能关联5个群|a join way may link at most 5 groups
41093|X|us|群发任务已取消|the mass message was cancelled
41094|T|us|群发提醒超过频率限制|reminders are too frequent
41095|X|us|获客链接数量超过上限|acquisition link cap reached
41096|X|us|欢迎语已在发送中|the welcome message is already being sent
41102|X|us|缺少菜单名|missing menu name
42001|R|us|access_token已过期|access_token expired
42003|X|user|code已过期|oauth code expired
42009|R|us|suite_access_token已过期|suite access token expired
42012|R|us|jsapi_ticket不可用|jsapi_ticket not usable
42014|X|us|任务卡片消息的task_id不合法|task card: bad task_id
42015|X|us|更新的消息的应用与发送消息的应用不匹配|task card: other app's message
42016|X|us|更新的task_id不存在|task card: unknown task_id
42017|X|us|按钮key值不存在|task card: unknown button key
42018|X|us|按钮key值不合法|task card: bad button key
42019|X|us|缺少按钮key值不合法|task card: missing button key
42022|X|user|code已经被使用过。只能使用一次|oauth code already used
42052|X|us|msgid已过期|msgid expired
43004|X|staff|成员未绑定微信或未关注微信插件|the member has not followed the WeChat plugin
44001|X|us|多媒体文件为空|empty media file
44004|X|us|文本消息content参数为空|empty text
45001|X|us|多媒体文件大小超过限制|media file too large
45002|X|us|消息内容大小超过限制|content too long
45007|X|us|语音播放时间超过限制|voice too long
45008|X|us|图文消息的文章数量不符合系统限制|bad number of articles
45009|D|us|接口调用超过限制|API frequency limit
45029|X|us|回包大小超过上限|reply too large
45033|D|us|接口并发调用超过限制|API concurrency limit
45035|N|us|同一客户的标签正在被并发修改|the same customer is being changed
46004|X|us|指定的用户不存在|the user does not exist
48001|X|admin|API功能未授权|API not authorised
48002|X|admin|API接口无权限调用|no permission for this API
48005|X|us|API接口已废弃|API deprecated
48006|X|admin|接口权限被收回|API permission withdrawn
48007|X|admin|API接口无权限调用，由于对应的客服账号未授权|the customer service account is not granted to the app
49008|X|us|群已经解散|the group was dissolved
50001|X|admin|redirect_url未登记可信域名|redirect_url domain not registered
50002|X|admin|成员不在权限范围|member out of scope
50003|X|admin|应用已禁用|the app is disabled
50100|X|us|分页查询的游标无效|bad cursor
60003|X|us|部门ID不存在|department unknown
60004|X|us|父部门不存在|parent department unknown
60005|X|us|部门下存在成员|the department has members
60006|X|us|部门下存在子部门|the department has sub-departments
60008|X|us|部门已存在|the department exists
60011|X|admin|指定的成员/部门/标签参数无权限|member, department or tag out of the app's permission
60020|X|admin|不安全的访问IP|caller IP not trusted
60021|X|admin|userid不在应用可见范围内|userid outside the app's visible scope
60102|X|us|UserID已存在|userid exists
60103|X|us|手机号码不合法|bad mobile number
60104|X|us|手机号码已存在|mobile number exists
60111|X|us|UserID不存在|userid does not exist
60123|X|us|无效的部门id|bad department id
60140|X|us|无效的response_code|bad response_code
60251|X|us|缺少openkfid|missing open_kfid
60252|X|us|非法的openkfid|bad open_kfid
60253|X|us|客服不在接待人员列表中|the member does not serve this account
80001|X|admin|可信域名不正确，或者无ICP备案|trusted domain wrong or not filed
81011|X|admin|无权限操作标签|no permission on the tag
81012|X|admin|缺失可见范围|no visible scope
81013|X|us|UserID、部门ID、标签ID全部非法或无权限|all recipients are invalid
81017|X|us|请求个数超过限制|too many items requested
82001|X|us|指定的成员/部门/标签全部为空|no recipients
82002|X|us|不合法的PartyID列表长度|bad department list length
82003|X|us|不合法的TagID列表长度|bad tag list length
82004|X|us|不合法的消息内容|bad message content
84014|X|user|成员票据过期|user_ticket expired
84015|X|us|成员票据无效|bad user_ticket
84061|X|user|不存在外部联系人的关系|no relation with this external contact
84074|X|admin|没有外部联系人权限|no external contact permission
84083|X|us|非服务人员|not a servicing member
84084|X|us|非跟进用户|not the follower
84090|X|us|缺失user_ticket|missing user_ticket
86001|X|us|参数 chatid 不合法|bad chatid
86003|X|us|参数 chatid 不存在|chatid does not exist
86004|X|us|参数 群名不合法|bad group name
86005|X|us|参数 群主不合法|bad group owner
86006|X|us|群成员数过多或过少|too many or too few group members
86007|X|us|不合法的群成员|bad group member
86008|X|us|非法操作非自己创建的群|the group was created by another app
86201|X|us|参数 需要chatid|missing chatid
86202|X|us|参数 需要群名|missing group name
86203|X|us|参数 需要群主|missing group owner
86204|X|us|参数 需要群成员|missing group members
86205|X|us|参数 字符串chatid过长|chatid too long
86206|X|us|参数 数字chatid过大|numeric chatid too large
86207|X|us|群主不在群成员列表|the owner is not a member
86215|X|us|会话ID已经存在|the chatid exists
86216|X|us|存在非法会话成员ID|bad member id
86217|X|us|会话发送者不在会话成员列表中|the sender is not a member
86220|X|us|指定的会话参数不合法|bad chat parameter
86224|X|us|不是受限群，不允许使用该接口|not a restricted group
90500|X|admin|群主并未离职|the group owner has not resigned
90501|X|us|该群不是客户群|not a customer group
90502|X|us|群主已经离职|the group owner has resigned
90503|X|staff|群已满员，需在客户端确认|no room in the group
90504|X|us|群主没变|the owner is unchanged
90507|D|us|离职群正在继承处理中|the group is being inherited
90508|X|us|离职群已经继承|the group was already inherited
90509|X|us|非企业微信客户群|not a WeCom customer group
90510|X|admin|企业一年内无活跃用户|the corp had no active user within a year
90511|X|us|opengid不存在或者无效|bad opengid
91040|X|us|获取ticket的类型无效|wrong ticket type
95000|X|us|不合法的open_kfid|bad open_kfid
95001|X|user|发送客服消息次数限制|customer service: message limit reached
95002|X|user|发送客服消息时间限制|customer service: 48 hours have passed
95003|T|us|发送客服消息可接待客户咨询数限制|customer service: cap of customers reached
95004|X|us|open_kfid不存在|open_kfid does not exist
95005|X|us|客服账号数超过限制|customer service: account cap reached
95006|X|us|不合法的客服账号名|customer service: bad account name
95007|X|us|不合法的msgtoken|customer service: bad message token
95008|X|us|菜单消息的菜单项个数超过上限|too many menu items
95009|X|us|不合法的菜单消息的菜单项类型|bad menu item type
95011|X|admin|已在企业微信使用微信客服|customer service is used in the WeCom client
95012|X|admin|未在企业微信使用微信客服|customer service is not used in the WeCom client
95013|X|us|会话已经结束|the session has ended
95014|X|us|用户不是接待人员|not a servicer of this account
95016|X|us|不允许这种状态转移|state transition not allowed
95017|X|admin|基础应用权限下，api开关处于关闭状态|the API switch is off
95021|X|admin|专员或客户群不在「升级服务」配置中|the member or group is not configured for upgrades
95023|X|admin|基础应用权限下，api开关已经授权给代开发自建应用|granted to another app
95026|X|admin|客服账号使用率较低，暂无法创建|accounts are used too little to add one
95027|X|admin|企业未认证，仅可创建10个客服账号|an unverified corp may have 10 accounts
95030|X|admin|客服组件设置的禁发消息类型|customer service: message type blocked
95031|X|user|客户48小时内未发起过咨询|customer service: the customer has not written for 48 hours
95032|X|admin|客服组件获取客服聊天记录权限已失效|customer service: permission for messages lost
301002|X|admin|无权限操作指定的应用|no permission on this app
301042|X|admin|ip白名单限制，请求ip不在设置白名单范围|archive: caller IP not whitelisted
301048|X|us|sdkfileid对应的文件不存在或已过期|archive: file unknown or expired
301052|X|admin|会话存档服务已过期|archive: service expired
301053|X|admin|会话存档服务未开启|archive: service not opened
301058|X|us|拉取会话数据请求超过大小限制，可减少limit参数|archive: too much data, ask for less
301059|X|us|非内部群，不提供数据|archive: not an internal group
301060|X|us|拉取同意情况请求量过大，请减少到100个参数以下|archive: more than 100 items
301061|X|us|userid或者exteropenid用户不存在|archive: unknown user
610014|X|us|无效的unionid|bad unionid
610018|X|us|openid和unionid不在同一个开放平台账号下|openid and unionid do not belong together
701008|X|admin|没有合法的有互通license的用户|no valid interop licence
701099|X|admin|用户没有有效的接口许可|no valid interface permit
830001|X|us|用于上传临时素材的url非法|upload by URL: bad URL
830002|X|us|下载的文件太大，或指定的Range范围太大|upload by URL: file or range too large
830003|X|us|用过上传临时素材的url下载数据失败|upload by URL: download failed
2000002|X|us|CorpId参数无效|bad CorpId
`;
