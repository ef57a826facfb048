/** External contacts, orders of apps, group chats (84000 to 89999). The columns are explained in ../error-codes.ts. */
export const ordersErrors = `
84005|X|us|没有这个第三方应用|no such third-party app
84014|X|user|user_ticket 已过期|user_ticket expired
84015|X|us|user_ticket 不对|bad user_ticket
84019|X|us|没有传 templateid|missing templateid
84020|X|us|templateid 不存在|unknown templateid
84021|X|us|没有传注册码|missing register_code
84022|X|us|注册码不对|bad register_code
84023|X|us|不允许设置通讯录同步完成|may not mark the directory sync as complete
84024|X|us|没有注册信息|no registration found
84025|X|us|state 不对（128 字节内字母数字）|bad state (128 bytes of letters and digits)
84052|X|us|没有传主叫|missing caller
84053|X|us|没有传被叫|missing callee
84054|X|us|没有传授权企业 id|missing auth_corpid
84055|D|us|拨打公费电话过于频繁|toll-free call: too frequent
84056|X|admin|被叫方安装时未授权公费电话|toll-free call: the callee's corp has not granted it
84057|X|admin|公费电话的余额不够|toll-free call: balance too low
84058|X|us|主叫号码不支持|toll-free call: unsupported caller number
84059|X|us|号码不对|bad phone number
84060|X|us|被叫号码不支持|toll-free call: unsupported callee number
84061|X|user|与该客户没有好友关系|no relation with this external contact
84062|X|admin|未开通公费电话|toll-free calls are not enabled
84063|X|us|主叫不存在|unknown caller
84064|X|us|被叫不存在|unknown callee
84065|X|us|主叫与被叫是同一号码|caller and callee are the same
84066|T|us|服务商今天拨打次数已满|the provider has called as often as it may today
84067|T|us|该管理员今天接到的来电已满|this admin has been called as often as allowed today
84069|X|admin|主叫被限制拨打|the caller may not make toll-free calls
84070|X|us|电话号码不支持|unsupported phone number
84071|X|us|外部联系人授权码不对或已用过|external contact's code bad or used
84072|X|admin|应用没有设置客服|the app has no service staff
84073|X|us|userid 不是该应用的客服|the userid is not service staff of the app
84074|X|admin|没有客户联系权限|no external contact permission
84075|X|us|授权码不对或已过期|authcode bad or expired
84076|X|us|没有传授权码|missing authcode
84077|X|us|订单价格过高|order: price too high
84078|X|us|购买人数不对|order: bad number of users
84079|X|us|没有这个价格策略|order: unknown price policy
84080|X|us|没有这个订单|order: unknown
84081|X|admin|有未付款的订单|order: another one is unpaid
84082|X|admin|有订单正在申请退款|order: another one is being refunded
84083|X|us|不是服务成员|not a servicing member
84084|X|us|不是跟进人|not the follower
84085|X|admin|应用已经下架|the app is no longer offered
84086|X|us|人数超过可购买的上限|order: more users than can be bought
84087|X|us|付款页打开期间不能关闭订单|order: cannot be closed while being paid
84088|X|us|已付款的订单不能关闭|order: paid, cannot be closed
84089|X|us|订单已付款|order: paid already
84090|X|us|没有传 user_ticket|missing user_ticket
84091|X|us|价格低于下限|order: price below the minimum
84092|X|us|不能代下单|order: cannot be placed for the customer
84093|X|us|已有别的代理关系，不能代下单|order: another agent acts for this customer
84094|X|admin|应用没有代理分润规则|the app has no commission rule for agents
84095|X|us|免费试用版不能扩容|order: a free trial cannot be extended in size
84096|X|us|免费试用版不能续期|order: a free trial cannot be renewed
84097|X|us|有订单待生效，不能下新单|order: another one is about to start
84098|X|us|总量固定，不能扩容|order: fixed size
84099|X|us|不在购买期内，不能扩容|order: nothing bought to be extended
84100|X|us|没有买过，不能续期|order: nothing bought to be renewed
84101|X|us|已试用付费版，不能全新购买|order: a paid version was tried, no new purchase
84102|X|admin|应用已过期，不能扩容|order: the app has expired, cannot be extended
84103|X|us|只能改未付款的订单|order: only an unpaid one can be changed
84104|X|us|订单已付款，不能改|order: paid, cannot be changed
84105|X|us|订单已取消，不能改|order: cancelled, cannot be changed
84106|X|admin|有该应用待付款的订单，不能代下单|order: one for this app is unpaid
84107|X|admin|有该应用退款中的订单，不能代下单|order: one for this app is being refunded
84108|X|admin|有该应用待生效的订单，不能代下单|order: one for this app is about to start
84109|X|us|定价不能为 0|order: the price cannot be nil
84110|X|us|不在试用期，不能升级为付费版|order: not in trial, cannot be upgraded
84111|X|us|可用优惠券不足|order: not enough coupons
84112|X|us|未付款的订单不能关闭|order: this unpaid one cannot be closed
84113|X|us|没有付费信息|no payment information
84114|X|us|虚拟版本不能下单|order: a virtual version cannot be ordered
84115|X|us|虚拟版本不能扩容|order: a virtual version cannot be extended
84116|X|us|虚拟版本不能续期|order: a virtual version cannot be renewed
84117|X|us|虚拟正式版期内不能扩容|order: no extension in the virtual period
84118|X|us|虚拟正式版期内不能换版本|order: no change of version in the virtual period
84119|X|admin|企业未报备，不能代下单|order: the customer is not registered by this agent
84120|X|us|应用版本已删除|the app version was deleted
84121|X|us|应用版本已删除，不能扩容|order: version deleted, cannot be extended
84122|X|us|应用版本已删除，不能续期|order: version deleted, cannot be renewed
84123|X|us|不是虚拟版本，不能升级|order: not a virtual version, cannot be upgraded
84124|X|us|不是行业方案订单，不能加部分版本|order: not a bundle, versions cannot be added
84125|X|us|人数少于最低购买数|order: fewer users than the minimum
84126|X|us|人数多于最高购买数|order: more users than the maximum
84127|X|admin|没有应用管理权限|no permission to manage the app
84128|X|admin|没有方案内全部应用的管理权限|no permission to manage all apps of the bundle
84129|X|us|付费策略已删除，不能下单|order: price policy deleted
84130|X|us|订单生效时间不对|order: bad start time
84131|X|us|续期不能超过五年|order: renewal beyond five years
84132|X|us|方案扩容至少要有一个应用扩容|order: a bundle's extension must extend an app
84133|X|us|优惠后低于历史最低价|order: below the lowest price so far
84134|X|admin|应用已过期，不能换版本|order: the app has expired, no change of version
84135|X|admin|应用禁止安装|the app must not be installed
84136|X|us|应由应用代理商下单|order: to be placed by the app's agent
84137|X|us|客户由代理商报备，应由其下单|order: the customer is the agent's
84138|X|us|不是您报备的客户，不能代下单|order: the customer is not registered by you
84139|X|us|许可灰度企业不能代下单|order: not for a corp in the licence trial
84140|X|us|仅支持上下游群聊工具栏入口|only from the toolbar of upstream-downstream group chats
84141|X|us|仅支持上下游单聊工具栏入口|only from the toolbar of upstream-downstream single chats
84142|X|us|剩余时间均为赠送，不能扩容|order: only free time is left, no extension
84143|X|admin|无权确认合同|may not confirm the contract
84144|X|us|确认者不在服务商通讯录中|the confirmer is not in the provider's directory
84145|X|us|确认者所在企业过多（5 个）|the confirmer is in too many corps (5)
84146|X|us|确认者已在 3 个企业确认过合同|the confirmer has confirmed for three corps
84147|X|us|预下单已过期|prepared order: expired
84148|X|us|预下单状态已变，不能下单|prepared order: its state has changed
84149|X|us|预下单已取消|prepared order: cancelled
84150|X|us|预下单属于别的企业|prepared order: for another corp
84151|X|us|预下单的应用没有安装|prepared order: its app is not installed
84152|X|us|预下单已被别的企业使用|prepared order: used by another corp
84153|X|us|已买过会议|meetings were bought already
84154|X|admin|不是中小学企业，不能购买|order: for schools only
84155|X|us|代下单不能超过 90 天|order: placed for a customer, at most 90 days
84156|X|us|预下单状态已变，请刷新|prepared order: changed, read it again
84157|X|admin|没有验证或认证|not verified
84158|X|admin|服务商没有商户号，不能代下单|order: the provider has no merchant number
84159|X|admin|客户没有授权过，不能代下单|order: the customer has never authorised
84160|X|us|不能指定今天及以前|the date must be after today
84161|X|us|不是测试企业，不能加测试订单|order: test orders are for test corps
84162|X|admin|服务商没有开通商户号，不能代下单|order: the provider's merchant number is not active
84163|X|us|没有买过应用，不能续期或扩容|order: the app was never bought
84172|X|us|这不是付费版本|not a paid version
84175|X|us|生效日期不对|bad start date
84178|X|admin|该应用有未付款订单|the app has an unpaid order
84180|X|admin|客户没有授权安装自定义应用|the customer has not granted a custom app
84186|X|us|剩余时长超过一年，不能新购|order: more than a year is left
84188|X|us|付费版本未发布，不能预下单|prepared order: the paid version is not published
84200|X|us|文件转译失败（需 UTF-8）|the file could not be translated (UTF-8 only)
85002|X|us|有不允许的词语|words that are not allowed
85004|T|admin|本月设置的可信域名已满（20 个）|as many trusted domains as a month allows (20)
85005|X|admin|可信域名归属未校验|ownership of the trusted domain is not proven
85006|X|us|IP 过多|too many IPs
85007|X|us|IP 不对|bad IP
85008|X|admin|可信域名没有通过备案检查|the trusted domain has no ICP filing
85009|X|admin|应用的设置不完整|the app's settings are incomplete
85010|X|us|回调参数不对|bad callback settings
85011|X|us|回调地址校验失败|the callback URL was not verified
85012|X|us|权限名称不对|bad permission name
85111|X|admin|可信域名属于第三方服务商|the trusted domain is a provider's
86001|X|us|chatid 不对|bad chatid
86003|X|us|chatid 不存在|chatid does not exist
86004|X|us|群名不对|bad group name
86005|X|us|群主不对|bad group owner
86006|X|us|群成员过多或过少|too many or too few group members
86007|X|us|群成员不对|bad group member
86008|X|us|群由别的应用创建|the group was created by another app
86101|X|us|只有群主可以操作|only the owner of the chat may do this
86201|X|us|没有传 chatid|missing chatid
86202|X|us|没有传群名|missing group name
86203|X|us|没有传群主|missing group owner
86204|X|us|没有传群成员|missing group members
86205|X|us|chatid 过长|chatid too long
86206|X|us|数字 chatid 过大|numeric chatid too large
86207|X|us|群主不在成员里|the owner is not a member
86214|X|us|群发类型不对|bad type of mass message
86215|X|us|chatid 已存在|the chatid exists
86216|X|us|成员 id 不对|bad member id
86217|X|us|发送者不在群里|the sender is not a member
86220|X|us|群聊参数不对|bad chat parameter
86222|X|us|多人消息至少要有一名下游员工|a chat needs a member of a downstream corp
86224|X|us|不是受限群|not a restricted group
`;
