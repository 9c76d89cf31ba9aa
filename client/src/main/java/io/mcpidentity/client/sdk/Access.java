package io.mcpidentity.client.sdk;

import io.modelcontextprotocol.client.transport.HttpRequestSnapshot;
import java.net.URI;
import java.net.http.HttpResponse.ResponseInfo;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * What a transport asks of a session. Both answers come at once or later, on a thread that is no HTTP worker; a stage that
 * fails does so with a {@link io.mcpidentity.client.ClientFailure}.
 */
interface Access {

    /** The headers for a request, which are none as long as nobody knows that the server wants any. */
    CompletionStage<Map<String, String>> headers(String method, URI uri);

    /** Whether a request that was answered with 401 or 403 is worth sending again, after whatever that takes. */
    CompletionStage<Boolean> answered(HttpRequestSnapshot request, ResponseInfo answer);
}
