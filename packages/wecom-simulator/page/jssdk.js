/**
 * Stands in for the JS-SDK in a page that the simulator shows as its sidebar: `ww` and `wx` with the names and shapes of
 * the real ones. What is called here is answered by the simulator's page around it.
 */
{
  const home = new URL(document.currentScript.src).origin;
  const waiting = new Map();
  let last = 0;
  let loaded = [];
  let refused = [];
  let config;

  window.addEventListener('message', ({ source, origin, data }) => {
    if (source !== window.parent || origin !== home || data?.wecomSimulator !== 'answer') return;
    waiting.get(data.id)?.(data.result);
    waiting.delete(data.id);
  });

  // Pages look at it to see whether they are inside WeCom.
  const agent = `${navigator.userAgent} wxwork/4.1.30 MicroMessenger/7.0.1`;
  Object.defineProperty(navigator, 'userAgent', { get: () => agent, configurable: true });

  const ask = (name, params) =>
    new Promise((resolve) => {
      if (window.parent === window) return resolve({ errMsg: `${name}:fail not in the simulator` });
      const id = ++last;
      waiting.set(id, resolve);
      // Only what can be copied: callbacks stay here.
      const plain = JSON.parse(JSON.stringify(params ?? {}));
      window.parent.postMessage({ wecomSimulator: 'call', id, name, params: plain }, home);
    });

  const isOk = ({ errMsg }) => /:ok$/.test(errMsg);

  /** With the callbacks of the old SDK and the promise of the new one. */
  const call = async (name, params = {}) => {
    const result = await ask(name, params);
    params[isOk(result) ? 'success' : 'fail']?.(result);
    params.complete?.(result);
    if (isOk(result)) return result;
    // Whoever gave a callback has been told; for the others it is the promise that says it.
    if (params.fail) return result;
    throw Object.assign(new Error(result.errMsg), result);
  };

  const address = () => location.href.split('#')[0];

  const configure = async (name, params) => {
    const result = await ask(name, { ...params, url: params.url ?? address() });
    if (isOk(result)) params.success?.(result);
    else params.fail?.(result);
    params.complete?.(result);
    return result;
  };

  const FUNCTIONS = [
    'checkJsApi',
    'closeWindow',
    'getContext',
    'getCurExternalContact',
    'getCurExternalChat',
    'sendChatMessage',
    'openUserProfile',
    'shareToExternalContact',
    'shareToExternalChat',
    'navigateToAddCustomer',
    'openEnterpriseChat',
    'updateEnterpriseChat',
  ];
  const functions = Object.fromEntries(FUNCTIONS.map((name) => [name, (params) => call(name, params)]));

  const registering = async (options) => {
    const { corpId, agentId, getConfigSignature, getAgentConfigSignature, jsApiList = [] } = options;
    const steps = [
      ['config', getConfigSignature, 'Config'],
      ['agentConfig', getAgentConfigSignature, 'AgentConfig'],
    ];
    for (const [name, signing, title] of steps) {
      if (!signing) continue;
      let result;
      try {
        result = await ask(name, {
          ...(await signing(address())),
          corpId,
          agentId,
          jsApiList,
          url: address(),
        });
      } catch (error) {
        result = { errMsg: `${name}:fail ${error.message}` };
      }
      options[`on${title}${isOk(result) ? 'Success' : 'Fail'}`]?.(result);
      options[`on${title}Complete`]?.(result);
    }
  };
  let registered = Promise.resolve();

  window.ww = {
    ...Object.fromEntries(
      FUNCTIONS.map((name) => [name, (params) => registered.then(() => call(name, params))]),
    ),
    register: (options) => {
      registered = registering(options);
    },
    SDK_VERSION: 'simulator',
  };
  window.wx = {
    ...functions,
    config: (params) => {
      config = configure('config', params).then((result) => {
        const heard = isOk(result) ? loaded : refused;
        for (const listener of heard) listener(result);
        loaded = [];
        refused = [];
        return result;
      });
    },
    ready: (listener) => {
      loaded.push(listener);
      config?.then((result) => {
        if (isOk(result) && loaded.includes(listener)) listener(result);
      });
    },
    error: (listener) => refused.push(listener),
    agentConfig: (params) => configure('agentConfig', params),
    invoke: (name, params, callback) => {
      void ask(name, params).then((result) => callback?.({ ...result, err_msg: result.errMsg }));
    },
  };
  window.jWeixin = window.wx;
}
