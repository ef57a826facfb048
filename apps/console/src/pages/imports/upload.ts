import { ApiError } from '@jetbridge/client';
import { contract, type ErrorReply, type Import } from '@jetbridge/contract';

/**
 * Sends a file's bytes with progress, which fetch cannot tell.
 * @param onProgress share sent, 0 to 1
 */
export function uploadFile(id: string, file: File, onProgress: (share: number) => void): Promise<Import> {
  return new Promise((resolve, reject) => {
    const { method, path } = contract.imports.upload;
    const request = new XMLHttpRequest();
    request.open(method, path.replace(':id', encodeURIComponent(id)));
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.setRequestHeader('accept', 'application/json');
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    request.onerror = () => reject(new ApiError(0, { code: 'client.unreachable' }));
    request.onload = () => {
      let reply: unknown;
      try {
        reply = JSON.parse(request.responseText);
      } catch {
        return reject(new ApiError(request.status, { code: 'client.unreadable' }));
      }
      if (request.status < 300) return resolve(reply as Import);
      const failure = reply as Partial<ErrorReply>;
      reject(new ApiError(request.status, { ...failure, code: failure.code ?? 'server.failed' }));
    };
    request.send(file);
  });
}
