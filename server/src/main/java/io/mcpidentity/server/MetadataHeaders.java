package io.mcpidentity.server;

import io.mcpidentity.server.JsonRpcMessage.Kind;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Enumeration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Compares {@code MCP-Protocol-Version}, {@code Mcp-Method} and {@code Mcp-Name} with the body, which alone decides (MCP
 * 2026-07-28, Streamable HTTP, "Server Validation"). Clients of earlier versions need not send them.
 *
 * <p>Does not check {@code Mcp-Param-*}: only the server knows which tool declares them.
 */
final class MetadataHeaders {

    /** {@code HeaderMismatch}. */
    static final int HEADER_MISMATCH = -32020;

    private static final String REQUIRED_SINCE = "2026-07-28";
    private static final String SENTINEL = "=?base64?";
    private static final String SENTINEL_END = "?=";

    private MetadataHeaders() {}

    /** What differs, in one sentence without any value; empty where nothing does. */
    static Optional<String> mismatch(HttpServletRequest request, JsonRpcMessage message) {
        String version = request.getHeader("MCP-Protocol-Version");
        String method = request.getHeader("Mcp-Method");
        String name = request.getHeader("Mcp-Name");
        if (version == null && method == null && name == null) {
            return message.protocolVersion()
                    .filter(MetadataHeaders::demandsHeaders)
                    .map(stated -> "MCP-Protocol-Version is missing");
        }
        if (isRepeated(request, "MCP-Protocol-Version", version)
                || isRepeated(request, "Mcp-Method", method)
                || isRepeated(request, "Mcp-Name", name)) {
            return Optional.of("A header of the request's metadata is repeated");
        }
        Optional<String> wrongVersion = versionMismatch(version, message);
        if (wrongVersion.isPresent()) {
            return wrongVersion;
        }
        boolean required = version != null && demandsHeaders(version) && message.kind() == Kind.REQUEST;
        return methodMismatch(method, message, required).or(() -> nameMismatch(name, message, required));
    }

    private static Optional<String> versionMismatch(@Nullable String header, JsonRpcMessage message) {
        Optional<String> stated = message.protocolVersion();
        if (header == null) {
            return stated.filter(MetadataHeaders::demandsHeaders).map(missing -> "MCP-Protocol-Version is missing");
        }
        if (stated.isPresent()) {
            return stated.get().equals(header)
                    ? Optional.empty()
                    : Optional.of("MCP-Protocol-Version differs from the body's _meta");
        }
        return demandsHeaders(header) && message.kind() == Kind.REQUEST
                ? Optional.of("The body's _meta does not say the protocol version of the header")
                : Optional.empty();
    }

    private static Optional<String> methodMismatch(@Nullable String header, JsonRpcMessage message, boolean required) {
        if (header == null) {
            return required ? Optional.of("Mcp-Method is missing") : Optional.empty();
        }
        return header.equals(message.method()) ? Optional.empty() : Optional.of("Mcp-Method differs from the body");
    }

    private static Optional<String> nameMismatch(@Nullable String header, JsonRpcMessage message, boolean required) {
        boolean named = isNamed(message.method());
        if (header == null) {
            return required && named ? Optional.of("Mcp-Name is missing") : Optional.empty();
        }
        Optional<String> subject = message.subject();
        if (subject.isEmpty() && !named) {
            return Optional.empty();
        }
        return decoded(header).equals(subject) ? Optional.empty() : Optional.of("Mcp-Name differs from the body");
    }

    /** The header's value, decoded where it has the Base64 form; empty where it cannot be decoded. */
    private static Optional<String> decoded(String header) {
        if (!header.startsWith(SENTINEL) || !header.endsWith(SENTINEL_END)) {
            return Optional.of(header);
        }
        int end = header.length() - SENTINEL_END.length();
        if (end < SENTINEL.length()) {
            return Optional.empty();
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(header.substring(SENTINEL.length(), end));
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (IllegalArgumentException | CharacterCodingException malformed) {
            return Optional.empty();
        }
    }

    private static boolean isNamed(String method) {
        return method.equals("tools/call") || method.equals("resources/read") || method.equals("prompts/get");
    }

    /** Versions are dates, so their order is that of their characters. */
    private static boolean demandsHeaders(String version) {
        return version.compareTo(REQUIRED_SINCE) >= 0;
    }

    private static boolean isRepeated(HttpServletRequest request, String name, @Nullable String first) {
        if (first == null) {
            return false;
        }
        Enumeration<String> values = request.getHeaders(name);
        values.nextElement();
        return values.hasMoreElements();
    }
}
