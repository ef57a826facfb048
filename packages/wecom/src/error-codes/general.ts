/** The system, parameters and tokens (40xxx) and what is missing (41000 to 41034). The columns are explained in ../error-codes.ts. */
export const generalErrors = `
-1|D|us|企业微信忙，请稍后再试|system busy
0|X|us|成功|success
6000|N|us|数据同时被别处修改|data version conflict
40001|X|admin|secret 不对|bad secret
40003|X|us|userid 不对|bad userid
40004|X|us|素材文件类型不对|bad media file type
40005|X|us|素材 type 不对|bad type parameter
40006|X|us|文件大小不对|bad file size
40007|X|us|media_id 不对或已过期|bad or expired media_id
40008|X|us|msgtype 不对|bad msgtype
40009|X|us|图片大小不对|bad image size
40011|X|us|视频大小不对|bad video size
40013|X|admin|corpid 不对|bad corpid
40014|R|us|access_token 不对|bad access_token
40016|X|us|菜单按钮数量不对（1–3 个）|menu: wrong number of buttons (1 to 3)
40017|X|us|菜单按钮类型不对|menu: bad button type
40018|X|us|菜单按钮名字过长|menu: button name too long
40019|X|us|菜单按钮 key 过长|menu: button key too long
40020|X|us|菜单按钮网址过长|menu: button URL too long
40022|X|us|菜单层级过深|menu: more than two levels
40023|X|us|子菜单按钮数量不对（1–5 个）|submenu: wrong number of buttons (1 to 5)
40024|X|us|子菜单按钮类型不对|submenu: bad button type
40025|X|us|子菜单按钮名字过长|submenu: button name too long
40026|X|us|子菜单按钮 key 过长|submenu: button key too long
40027|X|us|子菜单按钮网址过长|submenu: button URL too long
40029|X|user|授权 code 不对、已用过或已过期|bad, used or expired oauth code
40031|X|us|userid 列表不对|bad userid list
40032|X|us|userid 列表长度不对|bad userid list length
40033|X|us|请求里有不允许的字符|the request has characters that are not allowed
40035|X|us|参数有误|bad parameter
40036|X|us|模板 id 长度不对|bad template id length
40037|X|us|模板 id 无效|bad template id
40039|X|us|网址过长（1024 字节）|URL too long (1,024 bytes)
40050|X|us|没有这个 chatid|chatid does not exist
40054|X|admin|子菜单网址的域名未登记|submenu: domain of the URL is not registered
40055|X|admin|菜单网址的域名未登记|menu: domain of the URL is not registered
40056|X|admin|agentid 不对|bad agentid
40057|X|us|回调地址有误或验证未通过|callback URL bad or not verified
40058|X|us|参数不合要求|bad parameter
40059|X|us|上报位置的开关只能是 0 或 1|location switch must be 0 or 1
40063|X|us|必填参数为空|required parameter empty
40066|X|us|部门列表不对|bad department list
40068|X|us|标签或标签组 id 不对|bad tag or tag group id
40070|X|us|给出的标签全部无效|all given tags invalid
40071|X|us|标签名不对或已存在|bad or existing tag name
40072|X|us|标签名长度不对|bad tag name length
40073|X|us|openid 不对|bad openid
40074|X|us|图文消息不能设为保密|a news message cannot be confidential
40077|X|us|预授权码不存在|unknown pre_auth_code
40078|X|us|临时授权码有误或已用过|auth_code wrong or used
40080|X|admin|套件 secret 不对|bad suite_secret
40082|R|us|套件令牌不对|bad suite_access_token
40083|X|admin|套件 id 不存在|unknown suite_id
40084|X|admin|永久授权码不对或已取消授权|permanent_code wrong or revoked
40085|X|us|套件票据不存在或已失效|suite_ticket unknown or expired
40086|X|us|第三方应用 id 不存在|unknown third-party app id
40088|X|us|任务 id 不存在|unknown job id
40089|X|us|任务结果已清除（只留最近 5 次）|job result is gone (only the last five are kept)
40091|X|admin|secret 无效|bad secret
40092|X|us|导入文件内容有误|the imported file has bad content
40093|X|us|JS-SDK 签名不对|wrong jsapi signature
40094|X|us|网址不对|bad URL
40096|X|us|外部联系人 id 不对|bad external_userid
40097|X|admin|原成员还没有离职|the member has not resigned
40098|X|staff|成员没有实名认证|the member is not real-name verified
40099|X|staff|成员的客户已满|the member's contact cap is reached
40100|T|us|该成员的客户正在交接|the member's contacts are being transferred
40102|X|admin|域名或 IP 与已上架应用重复|domain or IP is that of a published app
40106|R|us|设备令牌不对|bad device_access_token
40123|X|us|图片无法识别|the image cannot be read
40124|X|us|活动中的设备序列号不能绑定|a device number of this campaign cannot be bound
40125|X|us|open_userid 无效|bad open_userid
40126|X|us|企业标签已满|corp tag cap reached
40127|X|us|网址协议不支持|unsupported URI scheme
40128|T|us|该客户转接太频繁|the customer was transferred too often
40129|T|us|该客户正在转接|the customer is being transferred
40130|X|us|原跟进人与接手人相同|old and new follower are the same
40131|X|us|原成员不是该客户的跟进人|the handing-over member does not follow this customer
40132|X|admin|团队号没有这个功能|not available to a team account
40133|X|admin|本企业禁止成员自行授权|members of this corp may not authorise
40134|X|admin|成员对该应用的授权已停用|authorisation of this app by members is disabled
40135|X|admin|不能再授权类似的应用|a similar app must not be authorised
40136|X|admin|应用试用已到期|the app's trial has ended
40137|X|admin|应用服务已到期|the app's subscription has ended
40138|X|admin|超出应用购买的人数|more users than the app is paid for
40139|X|admin|成员授权的人数已满|too many members have authorised
40140|X|admin|已安装同套件的另一应用|another app of the suite is installed
40141|X|admin|企业账号有异常|the corp's account is abnormal
40142|X|us|场所码无效|bad place code
40143|X|admin|交接的成员被封禁|the member is banned
40165|X|us|客户群 id 已升级过|group ids were upgraded already
40166|X|us|客户群 id 尚未升级|group ids were not upgraded yet
40167|X|us|升级时间不对|bad upgrade time
40201|X|us|含敏感内容，被拦截|blocked: sensitive content
40203|X|us|参数已废弃|the parameter is no longer supported
40204|X|us|被反垃圾拦截|blocked by anti-spam
40205|X|staff|成员的微信授权已过期|the member's WeChat ticket has expired
40206|X|us|请求体过大|request body too large
40207|X|us|二次验证码不对|bad tfa_code
40208|X|admin|成员不在二次验证范围内|the member is not in the range of second verification
40209|X|admin|跳转域名与二次验证域名不同|redirect domain is not that of second verification
40210|X|admin|未设置二次验证地址|no URL of second verification is set
40211|X|us|RSA 公钥不对|bad RSA public key
40212|X|us|公钥版本不能比原来低|the public key's version must not be lower than before
41001|R|us|没有传 access_token|missing access_token
41002|X|us|没有传 corpid|missing corpid
41004|X|us|没有传 secret 参数|missing secret
41006|X|us|没有传 media_id|missing media_id
41008|X|us|没有传授权 code|missing oauth code
41009|X|us|没有传 userid|missing userid
41010|X|us|没有传网址|missing url
41011|X|us|没有传 agentid|missing agentid
41016|X|us|没有传标题|missing title
41017|X|us|没有传 tagid|missing tagid
41018|X|us|没有传标签名|missing tag name
41019|X|us|没有传部门|missing department
41021|X|us|没有传 suite_id|missing suite_id
41022|R|us|没有传套件令牌|missing suite_access_token
41023|X|us|没有传套件票据|missing suite_ticket
41024|X|us|没有传 secret|missing secret
41025|X|us|没有传永久授权码|missing permanent_code
41033|X|us|没有传 description|missing description
`;
