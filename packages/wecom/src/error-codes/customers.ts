/** Customers, moments, messages and cards (41035 to 49999). The columns are explained in ../error-codes.ts. */
export const customersErrors = `
41035|X|us|没有传外部联系人 id|missing external_userid
41036|X|admin|企业对外简称未认证|the corp's public short name is not certified
41037|X|us|联系我：没有传 type|contact way: missing type
41038|X|us|联系我：没有传 scene|contact way: missing scene
41039|X|us|联系我：type 不对|contact way: bad type
41040|X|us|联系我：scene 不对|contact way: bad scene
41041|X|us|联系我：成员过多|contact way: too many members
41042|X|us|联系我：style 不对|contact way: bad style
41043|X|us|联系我：没有传 config_id|contact way: missing config_id
41044|X|us|联系我：没有这个 config_id|contact way: unknown config_id
41045|X|us|联系我：数量已满|contact way cap reached
41046|X|us|群发：没有传 msgid|mass message: missing msgid
41047|X|us|群发：没有这个 msgid|mass message: unknown msgid
41048|T|us|群发：没有可发送的客户|no customer can receive this mass message
41049|X|us|没有传 welcome_code|missing welcome_code
41050|X|us|welcome_code 不对、过期或已用过|welcome_code unknown, expired or used
41051|X|us|双方已开始聊天|the conversation has already started
41052|X|us|发送时间不对|bad send time
41053|X|user|客户没有同意存档|the customer has not agreed to archiving
41054|X|staff|成员未激活|the member is not activated
41055|X|us|入群欢迎语已满|group welcome template cap reached
41056|X|us|外部联系人 id 的种类不对|wrong kind of external id
41057|X|admin|没有绑定微信开发者 id|no WeChat developer id is bound
41058|X|us|入群欢迎语不能由本应用修改|template not editable by this app
41059|X|us|朋友圈：没有传 moment_id|missing moment_id
41060|X|us|朋友圈：moment_id 不对|bad moment_id
41061|X|us|朋友圈：不是该成员发表的|the moment was not published by this member
41062|X|staff|朋友圈：成员还没有发表|the member has not published the moment yet
41063|D|us|群发：正在派发|the mass message is being dispatched
41064|X|us|附件过多|too many attachments
41065|X|us|附件类型不对|bad attachment type
41066|X|us|视频号名称不对|wrong name of the member's channel
41067|X|us|朋友圈：moment_id 类型不对|wrong type of moment_id
41068|X|us|敏感词：词过多|intercept rule: word list too long
41069|X|us|敏感词：规则过多|too many intercept rules
41070|X|us|敏感词：规则 id 不对|bad intercept rule id
41071|X|us|敏感词：规则已删除|intercept rule already deleted
41072|X|us|附件用错了场景|attachment used in a wrong scene
41073|X|us|商品图册：描述不合要求|album: bad description
41074|X|us|商品图册：商品已删除|album: product deleted
41075|X|us|商品图册：商品 id 不对|album: bad product id
41076|X|us|敏感词：适用范围过大|intercept rule: range too wide
41077|X|us|敏感词：规则重名|intercept rule: name not unique
41078|D|us|朋友圈：进行中的任务过多|too many moment jobs are running
41079|D|us|朋友圈：正在派发|the moment is being dispatched
41080|X|us|附件过大|attachment too large
41081|X|us|图片分辨率过高|image resolution too high
41082|X|us|视频过长|video too long
41083|X|us|敏感词：词不对|intercept rule: bad word
41084|X|us|敏感词：语义规则不对|intercept rule: bad semantics
41085|X|us|商品图册：编码不对|album: bad product code
41086|X|us|商品图册：价格不对|album: bad price
41087|X|us|商品图册：描述不对|album: bad description
41088|X|us|商品图册：没有附件|album: no attachments
41089|X|us|朋友圈：文字和附件都没有|moment: neither text nor attachment
41090|X|us|视频格式不对|bad video format
41091|X|us|进群方式最多关联 5 个群|a join way may link at most 5 groups
41093|X|us|群发：已取消|the mass message was cancelled
41094|T|us|群发：提醒太频繁|reminders are too frequent
41095|X|us|获客链接已满|acquisition link cap reached
41096|X|us|欢迎语正在发送|the welcome message is already being sent
41098|X|us|该获客链接已授权给别的组件|the acquisition link is granted to another component
41099|X|us|不是服务商代付模式|not in the mode in which the provider pays
41102|X|us|没有传菜单名|missing menu name
42001|R|us|access_token 过期|access_token expired
42003|X|user|授权 code 过期|oauth code expired
42007|X|us|预授权码已过期|pre_auth_code expired
42009|R|us|套件令牌已过期|suite access token expired
42012|R|us|jsapi_ticket 不能用|jsapi_ticket not usable
42013|X|user|小程序未登录或登录已过期|mini program: not signed in or sign-in expired
42014|X|us|任务卡片：task_id 不对|task card: bad task_id
42015|X|us|任务卡片：消息属于别的应用|task card: other app's message
42016|X|us|任务卡片：没有这个 task_id|task card: unknown task_id
42017|X|us|任务卡片：没有这个按钮 key|task card: unknown button key
42018|X|us|任务卡片：按钮 key 不对|task card: bad button key
42019|X|us|任务卡片：没有传按钮 key|task card: missing button key
42020|X|us|没有传按钮名称|missing button name
42021|R|us|设备令牌已过期|device_access_token expired
42022|X|user|授权 code 已用过|oauth code already used
42027|X|us|卡片：横向内容缺 keyname|card: horizontal_content_list without keyname
42028|X|us|卡片：缺网址|card: missing url
42029|X|us|卡片：缺 media_id|card: missing media_id
42030|X|us|卡片：缺 appid|card: missing appid
42031|X|us|卡片：类型不对|card: bad card_type
42033|X|us|卡片：缺标题|card: missing title
42035|X|us|卡片：横向内容条数不对|card: bad length of horizontal_content_list
42036|X|us|卡片：纵向内容条数不对|card: bad length of vertical_content_list
42037|X|us|卡片：选项条数不对|card: bad length of option_list
42038|X|us|卡片：按钮文字缺失或不对|card: button text missing or bad
42039|X|us|卡片：按钮 key 缺失或不对|card: button key missing or bad
42040|X|us|卡片：选项 id 缺失或不对|card: option id missing or bad
42041|X|us|卡片：选项文字缺失或不对|card: option text missing or bad
42042|X|us|卡片：跳转条数不对|card: bad length of jump_list
42043|X|us|卡片：问题 key 缺失或不对|card: question_key missing or bad
42044|X|us|卡片：图片网址缺失或不对|card: card_image.url missing or bad
42045|X|us|卡片：点击动作缺失或不对|card: card_action missing or bad
42046|X|us|卡片：提交按钮 key 缺失或不对|card: submit_button.key missing or bad
42047|X|us|卡片：选择列表条数不对|card: bad length of select_list
42049|X|us|卡片：提交按钮文字缺失或不对|card: submit_button.text missing or bad
42050|X|us|卡片：横向内容的 userid 缺失或不对|card: horizontal_content_list.userid missing or bad
42051|X|us|卡片：菜单项的 key 重复|card: keys of action_list clash
42052|X|us|msgid 过期|msgid expired
43004|X|staff|成员没有关注微信插件|the member has not followed the WeChat plugin
43009|X|admin|企业主体未验证|the corp is not verified
43012|X|admin|应用没有设置回调地址|the app has no callback URL
43016|X|user|用户还没有登录|the user is not signed in
43017|X|user|用户数据请求未通过校验|the user's OpenData request was not accepted
44001|X|us|素材文件为空|empty media file
44004|X|us|文本内容为空|empty text
45001|X|us|素材文件过大|media file too large
45002|X|us|内容过长|content too long
45004|X|us|应用描述长度不对（4–120 字）|app description: bad length (4 to 120)
45007|X|us|语音过长|voice too long
45008|X|us|图文的文章数不对|bad number of articles
45009|D|us|调用过于频繁|API frequency limit
45022|X|us|应用名长度不对（最多 32 字）|app name: bad length (at most 32)
45024|X|admin|成员账号数已满|the corp has as many members as it may have
45026|X|admin|删除成员过多，触发保护|too many members would be deleted: stopped by protection
45029|X|us|返回内容过大|reply too large
45031|X|admin|secret 不够安全，需要重置|the secret is not safe enough: reset it
45032|X|us|图文作者名过长（64 字节）|news: author too long (64 bytes)
45033|D|us|同时调用过多|API concurrency limit
45034|X|us|网址缺少协议头|the URL has no scheme
45035|N|us|该客户正在被别处修改|the same customer is being changed
46003|X|us|还没有设置菜单|no menu is set
46004|X|us|没有这个用户|the user does not exist
48001|X|admin|接口没有授权|API not authorised
48002|X|admin|没有权限调用该接口|no permission for this API
48003|X|admin|套件令牌与套件不符|suite_access_token is of another suite
48004|X|admin|授权无效或已取消|authorisation invalid or revoked
48005|X|us|接口已停用|API deprecated
48006|X|admin|接口权限已收回|API permission withdrawn
48007|X|admin|客服账号没有授权给应用|the customer service account is not granted to the app
48008|X|admin|通讯录编辑权限不能调用此接口|this directory API is not open to an app with edit rights
48009|X|admin|通讯录助手不能从新 IP 读取详情|the directory assistant may not read details from a new IP
49004|X|us|签名不一致|signature does not match
49008|X|us|群已解散|the group was dissolved
49009|X|us|buyer_userid 无法识别|bad buyer_userid
`;
