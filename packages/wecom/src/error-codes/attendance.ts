/** Archive, approvals, attendance, meetings (300000 to 499999). The columns are explained in ../error-codes.ts. */
export const attendanceErrors = `
301002|X|admin|没有该应用的权限|no permission on this app
301005|X|admin|创建者不能删除|the creator of the corp cannot be deleted
301007|X|admin|企业已解散或被封|the corp is dissolved or banned
301012|X|us|职务过长（128 字）|position too long (128)
301013|X|us|座机格式不对|bad telephone
301014|X|us|英文名格式不对|bad english_name
301015|X|us|头像的 mediaid 不对|bad mediaid
301016|X|us|语音文件不符合要求|the voice file does not meet the limits
301017|X|us|语音只支持 AMR|voice must be AMR
301019|X|us|文件 md5 不对|wrong md5 of the file
301021|X|us|userid 无效|unknown userid
301022|D|us|读取打卡数据失败|attendance: data could not be read
301023|X|us|userid 为空或过多（100 个）|userid list empty or too long (100)
301024|X|us|打卡查询的时间跨度不对（一个月）|attendance: bad period (a month)
301025|X|us|审批接口参数有误|approval: bad parameter
301026|X|us|读取审批模板失败|approval: the template could not be read
301036|X|us|该成员的 userid 不能再改|the member's userid cannot be changed
301039|X|us|参数有误|bad parameter
301042|X|admin|存档：请求 IP 不在白名单|archive: caller IP not whitelisted
301048|X|us|存档：文件不存在或已过期|archive: file unknown or expired
301052|X|admin|存档：服务已到期|archive: service expired
301053|X|admin|存档：服务没有开通|archive: service not opened
301055|X|admin|没有审批应用或数据的权限|approval: no permission on the app or its data
301056|X|admin|审批应用被停用|approval: the app is disabled
301057|D|us|提交审批时内部出错|approval: internal error on submission
301058|X|us|存档：数据过多，请减小 limit|archive: too much data, ask for less
301059|X|us|存档：不是内部群|archive: not an internal group
301060|X|us|存档：一次最多 100 项|archive: more than 100 items
301061|X|us|存档：没有这个用户|archive: unknown user
301062|X|admin|无假勤权限|leave: no permission
301063|X|us|假勤参数有误|leave: bad parameter
301064|D|us|假勤内部出错|leave: internal error
301073|X|us|只能设置未来日期的排班|attendance: only future days can be scheduled
301079|X|us|假勤时间冲突|leave: times clash
301080|X|us|应打卡时间不对|attendance: bad time due
301081|X|us|打卡时间不在范围内|attendance: outside the time allowed
301082|X|us|该日期不需打卡|attendance: not a working day
301083|X|us|打卡参数有误|attendance: bad parameter
301084|X|us|汇报单号不对|report: bad journal_uuid
301085|X|us|文档 id 不对|bad docid
301086|X|us|参数有误，见错误信息|bad parameter, named by the message
301087|X|admin|审批模板过多|approval: too many templates
301088|X|admin|没有操作权限|no permission
301089|X|us|打卡规则 id 不对|attendance: bad groupid
301090|X|admin|打卡规则里有可见范围外的 id|attendance: the rule names ids outside the app's scope
301091|X|us|打卡规则范围冲突|attendance: ranges of rules clash
301092|X|us|打卡规则属于别的应用|attendance: the rule was made by another app
301093|X|us|打卡规则字段不对|attendance: bad field of the rule
301094|X|us|打卡规则有不允许的字段|attendance: the rule has a field that is not allowed
301095|X|admin|打卡规则过多|attendance: too many rules
301096|D|us|同时创建的打卡规则过多|attendance: too many rules created at once
301097|X|us|打卡规则的位置和 wifi 不能都为空|attendance: neither place nor wifi is given
301099|X|us|该规则不能提交迟到补卡|attendance: no correction of lateness
301101|X|us|该规则不能提交早退补卡|attendance: no correction of leaving early
301102|X|us|该规则不能提交缺卡补卡|attendance: no correction of a missing clocking
301103|X|us|该规则不能提交其他异常补卡|attendance: no correction of other irregularities
301104|X|us|该规则不能提交迟到和其他异常补卡|attendance: no correction of lateness or other irregularities
301105|X|us|该规则不能提交早退和其他异常补卡|attendance: no correction of leaving early or other irregularities
302003|X|us|导入：userid 重复|import: repeated userid
302004|X|us|导入：组织架构不对|import: bad structure of departments
302005|D|us|导入：系统出错|import: system error
302006|X|us|导入：部门 id 重复|import: repeated partyid
302007|X|us|导入：同级部门同名|import: two departments of one parent share a name
302008|D|us|导入：已有任务在进行|import: another job is under way
400010|X|us|block_hint 不对|bad block_hint
400011|X|us|block_hint 已过期|block_hint has expired
400012|X|us|不能用该 block_hint 解除拦截|this block_hint cannot lift the block
400013|T|us|解除拦截的次数已满|blocks lifted as often as allowed
400020|X|us|会议：参与人过多|meeting: too many participants
400021|X|admin|会议：参与人或主持人不对或不在范围|meeting: participant or host bad or out of scope
400025|X|us|会议：提醒范围不对|meeting: bad remind_scope
400026|X|us|会议：repeat_type 不对|meeting: bad repeat_type
400027|X|us|会议：主持人过多|meeting: too many hosts
400028|X|admin|会议：应用已关闭|meeting: the app is switched off
400029|X|us|会议：主持人必须参会|meeting: a host must be a participant
400030|X|us|会议：密码不对|meeting: bad password
400031|X|us|会议：设置不对|meeting: bad settings
400032|X|us|会议：repeat_until 不对|meeting: bad repeat_until
400033|X|us|会议：repeat_interval 不对|meeting: bad repeat_interval
400034|X|us|会议：开始时间不对|meeting: bad meeting_start
400035|X|us|会议：时长不对|meeting: bad meeting_duration
400036|X|us|会议：创建者无该日历权限|meeting: the creator has no permission on the calendar
400037|X|us|会议：响铃用户不是参与人|meeting: the one to be rung is no participant
400038|X|us|会议：没有传 userid|meeting: missing userid
400039|X|us|会议：管理员必须参会|meeting: the admin must be a participant
400040|X|us|会议：没有传 admin_userid|meeting: missing admin_userid
400041|X|us|会议：已取消|meeting: cancelled
400042|X|us|会议：标题长度不对|meeting: bad title length
400043|X|us|会议：参数已废弃，用 admin_userid|meeting: parameter replaced by admin_userid
400044|X|us|会议：系统应用须用 creator_userid|meeting: the system app must use creator_userid
400045|X|us|会议：快速会议不能改或取消|meeting: a quick meeting cannot be changed
400218|X|admin|会议：有参会成员没有专业版|meeting: a participant has no professional licence
400219|X|admin|会议：发起人没有专业版|meeting: the initiator has no professional licence
400220|T|us|会议：创建异常，被风控拦截|meeting: stopped by risk control
400221|X|us|会议：进行中或已结束，不能改|meeting: under way or over, cannot be changed
400222|X|us|会议：开始时间已过|meeting: starts in the past
400223|X|us|会议：开始或结束时间不对|meeting: bad start or end
400224|X|us|会议：进行中或已结束，不能取消|meeting: under way or over, cannot be cancelled
400226|X|admin|会议：字段需购买高级功能|meeting: the field needs the paid features
400227|X|us|会议：重复类型不对|meeting: bad kind of repetition
400228|X|us|会议：重复次数不对|meeting: bad number of repetitions
400237|X|us|会议：地点过长|meeting: location too long
400301|D|us|会议：相同的会议正在创建（5 分钟）|meeting: the same one is being created (5 minutes)
400302|X|us|会议：相同的会议已创建|meeting: the same one exists already
`;
