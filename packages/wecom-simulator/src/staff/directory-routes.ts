/** The directory, the app and WeCom's addresses by API. */
import { endpoints } from '@jetbridge/wecom';
import { pageOf } from '../api/paging.ts';
import type { StaffInput } from '../options.ts';
import { isInScope } from '../permission.ts';
import { type Call, Refusal, type Route, route } from '../route.ts';
import { departmentsOf, departmentTree, isActive, ROOT_DEPARTMENT } from './members.ts';
import type { Department } from './state.ts';

const fidelity = { state: 'unknown', facts: '13', note: 'well-known path and fields' } as const;

export const directoryRoutes: Route[] = [
  route(endpoints.getMember, fidelity, ({ userid }, { world }) => {
    const member = world.staff.get(userid.toLowerCase());
    if (!member) throw new Refusal(60111);
    return detailsOf(member);
  }),

  route(endpoints.listMembersOfDepartment, fidelity, ({ department_id, fetch_child }, call) => {
    // What comes in a URL is text.
    const wanted = treeOf(Number(department_id), call);
    const only = Number(fetch_child ?? 0) === 1 ? wanted : new Set([Number(department_id)]);
    return {
      userlist: visible(call)
        .filter((member) => departmentsOf(member).some((id) => only.has(id)))
        .map((member) => ({
          userid: member.userid,
          name: member.name,
          department: [...departmentsOf(member)],
        })),
    };
  }),

  route(endpoints.listMemberIds, fidelity, ({ cursor, limit }, call) => {
    const rows = visible(call).flatMap((member) =>
      departmentsOf(member).map((department) => ({ userid: member.userid, department })),
    );
    const page = pageOf(rows, { cursor, limit, fallback: 10_000, kind: 'member' }, call);
    return { dept_user: page.rows, next_cursor: page.next_cursor };
  }),

  route(endpoints.listDepartments, fidelity, ({ id }, call) => ({
    department: listed(id, call).map((department) => ({
      ...placeOf(department),
      name: department.name,
      department_leader: [],
    })),
  })),

  route(endpoints.listDepartmentIds, fidelity, ({ id }, call) => ({
    department_id: listed(id, call).map(placeOf),
  })),

  route(endpoints.getApp, fidelity, ({ agentid }, { app, settings }) => {
    if (Number(agentid) !== app.agentId) {
      throw new Refusal(settings.apps.some((each) => each.agentId === Number(agentid)) ? 301002 : 40056);
    }
    return {
      agentid: app.agentId,
      name: `App ${app.agentId}`,
      square_logo_url: '',
      description: '',
      allow_userinfos: { user: (app.scope ?? []).map((userid) => ({ userid })) },
      // Without a restriction everybody below the root can see it.
      allow_partys: { partyid: app.scope ? [] : [ROOT_DEPARTMENT] },
      allow_tags: { tagid: [] },
      close: 0,
      redirect_domain: '',
      report_location_flag: 0,
      isreportenter: 0,
      home_url: '',
    };
  }),

  route(endpoints.getCallbackIps, { state: 'verified', facts: '1.2' }, () => ({ ip_list: ['127.0.0.1'] })),

  route(endpoints.getApiIps, { state: 'assumed', facts: '1.2' }, () => ({ ip_list: ['127.0.0.1'] })),
];

function visible({ world, app }: Call): StaffInput[] {
  return [...world.staff.values()].filter((member) => isInScope(app, member.userid));
}

function treeOf(id: number, { world }: Call): Set<number> {
  const tree = departmentTree(world, id);
  if (!tree) throw new Refusal(60003);
  return tree;
}

function listed(id: number | undefined, call: Call): Department[] {
  const wanted = id === undefined ? undefined : treeOf(Number(id), call);
  return [...call.world.roster.departments.values()].filter((each) => !wanted || wanted.has(each.id));
}

function placeOf({ id, parentId, order }: Department) {
  return { id, parentid: parentId, order };
}

function detailsOf(member: StaffInput) {
  const departments = [...departmentsOf(member)];
  return {
    userid: member.userid,
    name: member.name,
    department: departments,
    order: departments.map(() => 0),
    position: member.position ?? '',
    mobile: member.mobile ?? '',
    gender: String(member.gender ?? 0),
    email: member.email ?? '',
    is_leader_in_dept: departments.map(() => 0),
    direct_leader: [],
    avatar: '',
    main_department: departments[0] ?? ROOT_DEPARTMENT,
    status: isActive(member) ? 1 : 4,
    ...(member.externalProfile ? { external_profile: member.externalProfile } : {}),
  };
}
