package io.mcpidentity.client.session;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A company's identity provider on loopback that exchanges whatever it gets. */
final class IdentityProviderPeer implements AutoCloseable {

    private final HttpServer http;
    final List<Map<String, String>> requests = new CopyOnWriteArrayList<>();

    IdentityProviderPeer() {
        try {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        http.createContext("/token", exchange -> {
            Call call = Call.of(exchange);
            requests.add(call.form());
            call.answer(
                    200,
                    "{'access_token': 'the.id.jag', 'token_type': 'N_A',"
                            + " 'issued_token_type': 'urn:ietf:params:oauth:token-type:id-jag'}");
        });
        http.start();
    }

    String issuer() {
        return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
