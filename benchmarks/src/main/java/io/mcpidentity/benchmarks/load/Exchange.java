package io.mcpidentity.benchmarks.load;

import java.nio.charset.StandardCharsets;

/**
 * A request, and what has to come back.
 *
 * @param request all bytes of it
 * @param status the status of the answer
 * @param content something that stands in the answer's body
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Exchange(byte[] request, int status, String content) {

    private static final String TEXT = "a short text for the tool to answer";

    /** A call of {@code echo} that is answered. */
    static Exchange echo(String token) {
        return new Exchange(request(token, call("echo")), 200, TEXT);
    }

    /** The same of another tool. */
    static Exchange call(String token, String tool) {
        return new Exchange(request(token, call(tool)), 200, TEXT);
    }

    /** The list of tools, with one of them in it. */
    static Exchange list(String token, String tool) {
        return new Exchange(
                request(token, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}"), 200, "\"" + tool + "\"");
    }

    /** A call of {@code echo} that a guarded server refuses and an open one answers; without a token where it is empty. */
    static Exchange refused(String token, boolean guarded) {
        return guarded ? new Exchange(request(token, call("echo")), 401, "") : echo(token);
    }

    private static String call(String tool) {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool
                + "\",\"arguments\":{\"text\":\"" + TEXT + "\"}}}";
    }

    private static byte[] request(String token, String body) {
        String authorization = token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n";
        return ("POST " + McpServerMain.PATH + " HTTP/1.1\r\nHost: localhost\r\n" + authorization
                        + "Accept: application/json, text/event-stream\r\nContent-Type: application/json\r\n"
                        + "MCP-Protocol-Version: 2025-11-25\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII);
    }
}
