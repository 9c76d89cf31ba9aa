package io.mcpidentity.server;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

/** Tells browsers what pages of allowed origins may send to the MCP endpoint and read from it. Immutable. */
final class Cors {

    /** The methods of the transport. */
    static final String METHODS = "GET, POST, DELETE, OPTIONS";

    private static final String REQUEST_HEADERS =
            "Accept, Authorization, Content-Type, DPoP, Last-Event-ID, Mcp-Method,"
                    + " Mcp-Name, MCP-Protocol-Version, Mcp-Session-Id";
    private static final String RESPONSE_HEADERS =
            "DPoP-Nonce, MCP-Protocol-Version, Mcp-Session-Id, Retry-After, WWW-Authenticate";

    private static final Answer OPTIONS = Answer.empty(204)
            .with("Allow", METHODS)
            .with("Access-Control-Allow-Methods", METHODS)
            .with("Access-Control-Allow-Headers", REQUEST_HEADERS)
            .with("Access-Control-Max-Age", "600");

    private final Origins origins;

    Cors(Origins origins) {
        this.origins = origins;
    }

    /** Whether the request comes from no page or from one of an allowed origin; its response is marked for that page. */
    boolean admit(HttpServletRequest request, HttpServletResponse response) {
        Enumeration<String> headers = request.getHeaders("Origin");
        if (!headers.hasMoreElements()) {
            return true;
        }
        List<String> origin = Collections.list(headers);
        if (!origins.admit(origin)) {
            return false;
        }
        response.setHeader("Access-Control-Allow-Origin", origin.get(0));
        response.setHeader("Access-Control-Expose-Headers", RESPONSE_HEADERS);
        response.addHeader("Vary", "Origin");
        return true;
    }

    /** The answer to {@code OPTIONS}, which browsers send without credentials. */
    Answer options() {
        return OPTIONS;
    }
}
