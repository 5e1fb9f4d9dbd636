// The addresses of the editor's server, and the requests to it.
class Server {
  constructor(secret) {
    this.base = `${streamlitBase()}/editor/${secret}`;
  }

  address(path, values = {}) {
    const query = new URLSearchParams(values).toString();
    return `${this.base}/${path}${query && `?${query}`}`;
  }

  async picture(layer, tile, version, signal) {
    return (await this.get(`image/${layer}/${tile}`, { v: version }, signal)).blob();
  }

  // The bytes of a tile of a mask; null where nothing is marked.
  async mask(name, tile, version, signal) {
    const response = await this.get(`${name}/${tile}`, { v: version }, signal);
    return response.status === 204 ? null : new Uint8Array(await response.arrayBuffer());
  }

  async json(path, values, signal) {
    return (await this.get(path, values, signal)).json();
  }

  async get(path, values, signal) {
    const response = await fetch(this.address(path, values), { signal });
    if (!response.ok) throw new Error(`${response.status} for ${path}`);
    return response;
  }

  post(path, body, options = {}) {
    const headers = { "Content-Type": "application/json" };
    return fetch(this.address(path), { method: "POST", headers, body: JSON.stringify(body), ...options });
  }
}

// Where Streamlit's own files come from: the same below a base path and behind a proxy.
function streamlitBase() {
  const script = document.querySelector('script[src*="/static/"]');
  if (script) return script.src.slice(0, script.src.indexOf("/static/"));
  return location.origin + location.pathname.replace(/\/[^/]*$/, "");
}
