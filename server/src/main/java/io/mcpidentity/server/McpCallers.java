package io.mcpidentity.server;

import io.mcpidentity.Caller;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.server.McpAsyncListFilter;
import io.modelcontextprotocol.server.McpAsyncServerExchange;
import io.modelcontextprotocol.server.McpSyncListFilter;
import io.modelcontextprotocol.server.McpSyncServerExchange;
import io.modelcontextprotocol.server.McpTransportContextExtractor;
import io.modelcontextprotocol.spec.McpSchema;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Optional;

/**
 * Tells tool handlers who is calling, with the MCP SDK's stateful and stateless servers, on any thread.
 *
 * <p>Give {@link #contextExtractor()} to the transport and {@link #visibleTools()} to the server; in a handler, ask
 * {@link #caller(McpSyncServerExchange)}. Thread-safe.
 */
public final class McpCallers {

    private static final String KEY = "io.mcpidentity.server.identity";

    private McpCallers() {}

    /** Carries the caller from the request to the handlers; never throws. */
    public static McpTransportContextExtractor<HttpServletRequest> contextExtractor() {
        return request -> RequestIdentity.of(request)
                .map(identity -> McpTransportContext.create(Map.of(KEY, identity)))
                .orElse(McpTransportContext.EMPTY);
    }

    /** The same, beside an extractor of the application's own. */
    public static McpTransportContextExtractor<HttpServletRequest> contextExtractor(
            McpTransportContextExtractor<HttpServletRequest> own) {
        McpTransportContextExtractor<HttpServletRequest> ours = contextExtractor();
        return request -> {
            McpTransportContext identity = ours.extract(request);
            McpTransportContext others = own.extract(request);
            return key -> KEY.equals(key) ? identity.get(key) : others.get(key);
        };
    }

    /** Who is calling; empty for a stranger, and where the transport has no {@link #contextExtractor()}. */
    public static Optional<Caller> caller(McpTransportContext context) {
        return identity(context).flatMap(RequestIdentity::caller);
    }

    /** Who is calling, in a synchronous handler. */
    public static Optional<Caller> caller(McpSyncServerExchange exchange) {
        return caller(exchange.transportContext());
    }

    /** Who is calling, in an asynchronous handler. */
    public static Optional<Caller> caller(McpAsyncServerExchange exchange) {
        return caller(exchange.transportContext());
    }

    /** Who is calling, in a servlet or a later filter. */
    public static Optional<Caller> caller(HttpServletRequest request) {
        return RequestIdentity.of(request).flatMap(RequestIdentity::caller);
    }

    /**
     * Shows each caller the tools that a call of theirs would be let through to, with {@code visible-tools = requestable}
     * also those that they could reach by asking for more scope; and a stranger the anonymous ones.
     *
     * <p>Does not check calls: {@link McpAuthFilter} does. Without {@link #contextExtractor()} it shows nothing. Does not
     * block, so give the server {@code immediateExecution(true)}, which suits a servlet: without it the SDK changes threads
     * for each tool of a list, which is slow and, under load, can leave tools out.
     */
    public static McpSyncListFilter<McpSchema.Tool> visibleTools() {
        return (context, tool) ->
                identity(context).map(identity -> identity.sees(tool.name())).orElse(false);
    }

    /** The same for an asynchronous server; it does not block. */
    public static McpAsyncListFilter<McpSchema.Tool> visibleToolsAsync() {
        return McpAsyncListFilter.fromSync(visibleTools(), true);
    }

    private static Optional<RequestIdentity> identity(McpTransportContext context) {
        return context.get(KEY) instanceof RequestIdentity identity ? Optional.of(identity) : Optional.empty();
    }
}
