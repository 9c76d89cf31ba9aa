package io.mcpidentity.client.session;

import io.mcpidentity.client.ClientFailure;
import io.mcpidentity.client.agent.UserAgent;
import io.mcpidentity.client.store.TokenStore;
import io.mcpidentity.client.token.TokenEndpoint;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * What all users' sessions with one MCP server share. Thread-safe.
 *
 * @param server the MCP server
 * @param plan how to get tokens
 * @param refreshAhead how long before its end a token is renewed
 * @param store where sessions are kept
 * @param authorities who issues tokens
 * @param clients who this program is to them
 * @param tokenEndpoint asks for tokens
 * @param probe asks the server what it wants
 * @param machine the grant that takes nobody, where that is configured
 * @param userAgent what somebody signs in by
 * @param executor runs what takes time
 * @param clock the time
 * @param closing what ends with the sessions
 */
record Household(
        URI server,
        Plan plan,
        Duration refreshAhead,
        TokenStore store,
        Authorities authorities,
        Clients clients,
        TokenEndpoint tokenEndpoint,
        Probe probe,
        Optional<MachineGrant> machine,
        Optional<UserAgent> userAgent,
        Executor executor,
        InstantSource clock,
        List<Runnable> closing) {

    Parts parts(String user) {
        return new Parts(
                server,
                plan,
                new SavedState(store, "session at " + server + " of " + user),
                new SessionMemory(refreshAhead, machine.isPresent(), clock),
                authorities,
                clients,
                tokenEndpoint,
                clock);
    }

    SignIn signIn(Parts parts, CodeFlow flow, WebSignIn web) {
        if (machine.isPresent()) {
            return new MachineSignIn(parts, machine.get());
        }
        return userAgent
                .<SignIn>map(agent -> new PersonSignIn(parts, flow, agent))
                .orElse(web);
    }

    /** Something that may take time. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws ClientFailure;
    }

    <T> CompletionStage<T> later(Work<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            executor.execute(() -> {
                try {
                    result.complete(work.run());
                } catch (ClientFailure | RuntimeException | Error failure) {
                    result.completeExceptionally(failure);
                }
            });
        } catch (RuntimeException rejected) {
            result.completeExceptionally(rejected);
        }
        return result;
    }

    void close() {
        closing.forEach(Runnable::run);
    }
}
