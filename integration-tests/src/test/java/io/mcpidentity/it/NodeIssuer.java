package io.mcpidentity.it;

import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An authorization server of {@code integration-tests/node}, on a port that it keeps over restarts. */
final class NodeIssuer implements Provider, AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(30);

    private final String script;
    private final List<String> options;
    private Child process;
    private String url;
    private int port;

    private NodeIssuer(String script, List<String> options) {
        this.script = script;
        this.options = options;
    }

    /** Starts a script of ours; answers when it does. */
    static NodeIssuer start(String script, String... options) {
        NodeIssuer issuer = new NodeIssuer(script, List.of(options));
        issuer.launch();
        return issuer;
    }

    private void launch() {
        List<String> arguments = new ArrayList<>(options);
        arguments.addAll(List.of("--port", Integer.toString(port)));
        process = Node.start(script, Map.of(), arguments.toArray(String[]::new));
        Await.until(script + " is ready", START_LIMIT, () -> {
            process.requireAlive();
            return readyLine().isPresent();
        });
        Map<String, Object> ready = Json.object(readyLine().orElseThrow());
        url = (String) ready.get("issuer");
        port = ((Number) ready.get("port")).intValue();
    }

    private Optional<String> readyLine() {
        return process.log()
                .lines()
                .filter(line -> line.startsWith("{\"issuer\"") && line.endsWith("}"))
                .findFirst();
    }

    /** The issuer identifier. */
    String url() {
        return url;
    }

    /** Signs with new keys from now on; the old ones are no longer published. */
    void rotateKeys() {
        Web.send(Web.request(URI.create(origin() + "/test/rotate-keys"))
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build())
                .expecting(204);
    }

    /** How often {@code path} was asked so far. */
    int count(String path) {
        Object count = Json.object(
                        Web.get(origin() + "/test/counts").expecting(200).body())
                .get(path);
        return count == null ? 0 : ((Number) count).intValue();
    }

    private String origin() {
        return "http://127.0.0.1:" + port;
    }

    @Override
    public void pause() {
        process.pause();
    }

    @Override
    public void resume() {
        process.resume();
    }

    @Override
    public void kill() {
        process.kill();
    }

    /** Starts it again where it was, after {@link #kill}. It has forgotten its keys, clients and tokens. */
    @Override
    public void restart() {
        launch();
    }

    @Override
    public void close() {
        process.kill();
    }
}
