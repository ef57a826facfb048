/** Devices, drive, payment, chains of corps, mail (600000 to 699999). The columns are explained in ../error-codes.ts. */
export const devicesErrors = `
600001|X|us|设备：序列号不对或未登记|device: serial number bad or not registered
600002|X|us|设备：已注册|device: registered already
600003|X|us|设备：activecode 不对|device: bad activecode
600004|X|admin|设备：还没有授权给企业|device: not granted to any corp
600005|X|us|设备：secret 无效|device: bad secret
600006|X|us|设备：deviceid 无效|device: bad deviceid
600007|X|us|设备：没有传序列号|device: missing serial number
600008|X|us|设备：没有传 nonce|device: missing nonce
600009|X|us|设备：没有传时间戳|device: missing timestamp
600010|X|us|设备：没有传签名|device: missing signature
600011|X|us|设备：签名不对|device: wrong signature
600012|X|us|设备：长连接已注册|device: the connection is registered already
600013|X|us|设备：没有传 activecode|device: missing activecode
600014|X|us|设备：没有联网注册|device: not registered on the network
600015|X|us|设备：没有传 secret|device: missing secret
600016|X|admin|设备：未激活|device: not activated
600017|X|us|设备：打卡时间不对|device: bad clocking time
600018|X|us|设备：起止时间不对|device: bad period
600019|X|us|设备：结束时间不对|device: bad end time
600020|X|us|设备：未登录|device: not signed in
600021|X|us|设备：序列号已存在|device: serial number exists already
600023|X|us|设备：时间戳已失效|device: timestamp too old
600024|X|us|设备：固件超过 5 MB|device: firmware above 5 MB
600025|X|us|设备：固件名长度不对（20 字节）|device: bad firmware name (20 bytes)
600026|X|us|设备：没有该固件|device: unknown firmware
600027|X|us|设备：固件参数不对|device: bad firmware parameter
600028|X|us|设备：固件版本已存在|device: firmware version exists already
600029|X|us|设备：固件版本不对|device: bad firmware version
600030|X|us|设备：没有传固件版本|device: missing firmware version
600031|X|us|设备：固件不能升级|device: firmware cannot be upgraded
600032|X|us|设备：二维码无法识别|device: the code cannot be read
600033|X|us|设备：型号 id 冲突|device: model ids clash
600034|X|us|设备：指纹数据过大|device: fingerprint data too large
600035|X|us|设备：人脸数据过大|device: face data too large
600036|X|us|设备：序列号冲突|device: serial numbers clash
600037|X|us|设备：没有传型号 id|device: missing model id
600038|X|us|设备：型号不存在|device: unknown model
600039|X|us|设备：类型不支持|device: unsupported type
600040|X|us|设备：打印任务不存在|device: unknown print job
600041|X|us|设备：offset 或 limit 不对|device: bad offset or limit
600042|X|us|设备：型号 id 不对|device: bad model id
600043|X|admin|设备：没有设置门禁规则|device: no access rule is set
600044|X|us|设备：门禁规则不对|device: bad access rule
600045|X|us|设备：已订阅企业信息|device: subscribed to the corp already
600046|X|us|设备：操作 id 与成员不符|device: operation is another member's
600047|X|us|设备：secretno 的状态不对|device: bad state of secretno
600048|X|us|设备：指纹算法不对|device: bad fingerprint algorithm
600049|X|us|设备：人脸算法不对|device: bad face algorithm
600050|X|us|设备：算法长度不对|device: bad algorithm length
600051|X|admin|设备：已过期|device: expired
600052|X|us|设备：文件分块不对|device: bad chunk of a file
600053|X|us|设备：连接已激活|device: the connection is active already
600054|X|us|设备：连接已订阅|device: the connection has subscribed already
600055|X|us|设备：用户类型不对|device: bad user type
600056|X|us|设备：健康状态不对|device: bad health state
600057|X|us|设备：没有传体温|device: missing temperature
600063|X|us|设备：不能扫描|device: cannot scan
610001|X|us|成员的永久二维码已满（5000 个）|the member has 5,000 lasting codes already
610003|X|us|scene 不对（1–64 字）|bad scene (1 to 64)
610004|X|us|不是企业客户|not a customer of the corp
610014|X|us|unionid 不对|bad unionid
610015|X|admin|小程序的开放平台账号未认证|the mini program's open platform account is not certified
610016|X|admin|企业没有认证|the corp is not certified
610017|X|admin|小程序与企业主体不同|the mini program belongs to another legal entity
610018|X|us|openid 与 unionid 不属于同一账号|openid and unionid do not belong together
610019|X|admin|未安装第三方应用|no third-party app is installed
610020|X|admin|没有安装同一服务商的第三方应用|no third-party app of the same provider is installed
610021|X|admin|同服务商的应用没有企业客户权限|the provider's app has no permission on customers
610022|X|us|企业与服务商相同，不需迁移|corp and provider are the same: nothing to migrate
640001|X|us|微盘：空间不存在|drive: unknown space
640002|X|us|微盘：文件不存在|drive: unknown file
640003|X|us|微盘：文件已删除|drive: the file was deleted
640004|X|admin|微盘：没有访问权限|drive: no access
640005|X|us|微盘：成员不在空间里|drive: the member is not in the space
640006|X|staff|微盘：成员容量已满|drive: the member's space is full
640007|X|admin|微盘：总容量已满|drive: full
640008|X|admin|微盘：没有空间权限|drive: no permission on the space
640009|X|us|微盘：文件名不对|drive: bad file name
640010|X|us|微盘：空间成员已满|drive: too many members of the space
640011|X|us|微盘：JSON 格式不对|drive: malformed JSON
640012|X|us|微盘：userid 不对|drive: bad userid
640013|X|us|微盘：部门 id 不对|drive: bad departmentid
640014|X|admin|微盘：空间没有管理员|drive: the space has no admin
640015|X|admin|微盘：不能设置预览权限|drive: preview rights need a paid account
640016|X|admin|微盘：不能设置水印|drive: watermarks need a paid account
640017|X|admin|微盘：没有开通接口|drive: API access is not enabled
640018|X|admin|微盘：没有开通编辑|drive: editing is not enabled
640019|T|us|微盘：本月调用次数已满|drive: calls of this month are used up
640020|X|us|微盘：权限类型不对|drive: bad kind of right
640021|X|us|微盘：fatherid 不对|drive: bad fatherid
640022|X|us|微盘：内容的 base64 不对|drive: bad base64 content
640023|X|us|微盘：权限范围不对|drive: bad auth_scope
640024|X|us|微盘：fileid 不对|drive: bad fileid
640025|X|us|微盘：空间名不对|drive: bad space_name
640026|X|us|微盘：spaceid 不对|drive: bad spaceid
640027|X|us|微盘：参数有误|drive: bad parameter
640028|X|admin|微盘：空间关闭了邀请链接|drive: invitation links of the space are off
640029|X|us|微盘：只能下载普通文件|drive: only plain files can be downloaded
640032|X|admin|微盘：成员不能创建空间|drive: the member may not create spaces
640035|T|admin|微盘：免费账号本月次数已满|drive: calls of free accounts are used up this month
640044|X|admin|微盘：空间已开保密模式|drive: the space is confidential
640045|X|admin|微盘：不能设“可上传下载”|drive: may not grant up- and download
640046|X|admin|微盘：不能设“自定义”权限|drive: may not grant custom rights
640047|X|us|微盘：文件超过 20 GB|drive: file above 20 GB
640048|X|us|微盘：上传流程有误|drive: upload steps out of order
640051|X|us|微盘：参数不合文档|drive: parameter against the documentation
640052|X|us|文档：名称不对|document: bad name
640053|X|us|文档：管理员已满（3 人）|document: too many admins (3)
640054|X|us|文档：类型不对|document: bad type
640055|X|us|文档：成员已满|document: too many members
640056|X|us|文档：要删的成员不在其中|document: the one to remove is no member
640060|X|us|微盘：空间文件数已满|drive: too many files in the space
660001|X|us|对外收款：商户号无效|payment: bad merchant number
660002|X|us|对外收款：收款人无效|payment: bad payee
660003|X|admin|对外收款：成员不在可见范围|payment: member outside the app's scope
660004|X|admin|对外收款：部门不在可见范围|payment: department outside the app's scope
660005|X|admin|对外收款：标签不在可见范围|payment: tag outside the app's scope
660006|X|us|对外收款：找不到商户号|payment: unknown merchant number
660007|X|us|对外收款：申请已存在|payment: applied for already
660008|X|us|对外收款：商户号已绑定|payment: merchant number bound already
660009|X|admin|对外收款：商户号主体不同|payment: merchant number of another legal entity
660010|X|admin|对外收款：绑定的商户号过多|payment: too many merchant numbers
660011|X|admin|对外收款：商户号未绑定|payment: merchant number not bound
660012|X|us|对外收款：paymentid 无效|payment: bad paymentid
660013|X|admin|对外收款：应用已关闭|payment: the app is switched off
660014|X|us|对外收款：接口已废弃|payment: API no longer supported
670001|X|admin|上下游：应用不在共享范围|chain: the app is not shared
670002|X|us|上下游：chain_id 无效|chain: bad chain_id
670003|X|us|上下游：分组 id 无效|chain: bad group id
670004|X|us|上下游：企业不在其中|chain: the corp is not in it
670005|X|admin|上下游：企业数已满|chain: too many corps
670006|X|us|上下游：规则 id 无效|chain: bad rule id
670007|X|us|上下游：规则 id 过多|chain: too many rule ids
670008|X|us|上下游：分组不唯一|chain: group is not unique
670009|X|us|上下游：自定义 id 不唯一|chain: custom id is not unique
670010|X|us|上下游：负责人过多|chain: too many persons in charge
670011|X|us|上下游：企业自定义 id 不对|chain: bad custom id of a corp
670012|X|us|上下游：企业名称为空|chain: empty corp name
670013|X|us|上下游：企业名称不对|chain: bad corp name
670014|X|us|上下游：联系人姓名为空|chain: empty contact name
670015|X|us|上下游：联系人姓名不对|chain: bad contact name
670016|X|us|上下游：身份只能是负责人或成员|chain: bad role
670017|X|us|上下游：分组与同级企业重名|chain: group and corp of one level share a name
670018|X|us|上下游：联系人账号异常|chain: the contact's account is abnormal
670019|X|us|上下游：单个企业人数过多|chain: too many people of one corp
670020|X|us|上下游：分组过深（9 层）|chain: groups too deep (9 levels)
670021|X|us|上下游：分组名称不对|chain: bad group name
670022|D|us|上下游：已有导入在进行|chain: an import is under way
670023|T|us|上下游：今天导入的人数已满|chain: as many people imported as a day allows
670024|X|admin|上下游：账号异常，不能导入|chain: account abnormal, no import
670025|X|us|上下游：导入的数据过多|chain: too much data to import
670026|X|admin|上下游：加入的企业过多|chain: too many corps have joined
670027|X|us|上下游：不能移除创建者|chain: the creator cannot be removed
670028|X|us|上下游：企业名称不唯一|chain: corp name is not unique
670029|X|us|上下游：成员或部门不在其中|chain: member or department is not in it
670030|X|admin|上下游：无权操作该分组|chain: no permission on this group
670031|X|admin|上下游：有联系人不能加入|chain: a contact may not join
670032|X|us|上下游：成员自定义 id 不对|chain: bad custom id of a member
670033|X|us|上下游：成员有多个自定义 id|chain: a member has several custom ids
670034|X|us|上下游：成员自定义 id 重复|chain: custom id of another member
670035|X|us|上下游：成员没有自定义 id|chain: a member has no custom id
680000|X|us|邮件：参数有误|mail: bad parameter
680001|X|us|邮件群组：地址不对|mail group: bad address
680002|X|us|邮件群组：名称不对|mail group: bad name
680003|X|us|邮件群组：成员不对|mail group: bad member
680004|X|us|邮件群组：其中的群组不对|mail group: bad group in it
680006|X|us|邮件群组：使用权限不对|mail group: bad right of use
680007|X|us|邮件群组：可用成员的邮箱不对|mail group: bad address of an allowed member
680008|X|us|邮件群组：没有成员|mail group: no members
680010|X|us|邮件群组：地址已被成员占用|mail group: address is a user's
680011|X|us|邮件群组：地址已被别的群组占用|mail group: address is another group's
680012|X|us|邮件群组：不存在|mail group: unknown
680015|X|us|邮件群组：fuzzy 只能是 0 或 1|mail group: fuzzy must be 0 or 1
680032|X|us|业务邮箱：地址不对|business mailbox: bad address
680033|X|us|业务邮箱：地址已被占用|business mailbox: address is taken
680034|X|us|业务邮箱：名称不对|business mailbox: bad name
680035|X|us|业务邮箱：id 不存在|business mailbox: unknown id
680036|X|us|业务邮箱：id 不对|business mailbox: bad id
680037|X|admin|邮件：账号余量不足|mail: not enough accounts left
680040|X|us|业务邮箱：名称已被占用|business mailbox: name is taken
680041|X|us|邮件：读取的功能类型不对|mail: bad type of attribute to read
680042|X|us|邮件：修改的功能类型不对|mail: bad type of attribute to change
680043|X|us|邮件：启停的 type 只能是 1 或 2|mail: type must be 1 or 2
680044|X|admin|邮件：不能停用超级管理员或创建者|mail: the super admin cannot be disabled
680045|X|us|邮件：邮箱已关闭，不能停用|mail: the mailbox is closed already
680046|X|admin|邮件：启用的邮箱已满|mail: as many mailboxes as allowed
680106|X|admin|会议应用已关闭|meetings are switched off
`;
