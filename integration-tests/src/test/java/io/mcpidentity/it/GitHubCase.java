package io.mcpidentity.it;

import io.mcpidentity.testkit.EmulatedServer;
import io.mcpidentity.testkit.GitHubEmulation;
import io.mcpidentity.testkit.Mood;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The test kit's emulation of GitHub. Whose scopes of GitHub's are broader may do more here, as the shipped file has it. */
final class GitHubCase extends ProviderCase {

    private final GitHubEmulation gitHub = GitHubEmulation.start();
    private final Path secret;

    GitHubCase() {
        try {
            secret = Files.createTempFile("github-", ".secret");
            secret.toFile().deleteOnExit();
            Files.writeString(secret, GitHubEmulation.CLIENT_SECRET);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    String file() {
        return "github.properties";
    }

    @Override
    Map<String, String> filledIn() {
        return Map.of(
                "github.url",
                gitHub.url(),
                "github.client-id",
                GitHubEmulation.CLIENT_ID,
                "github.client-secret-file",
                secret.toString(),
                "github.timeout",
                "3s");
    }

    @Override
    String issuer() {
        return gitHub.issuer();
    }

    @Override
    String token(Role role) {
        return switch (role) {
            case READER -> gitHub.token("carol", "read:user").value();
            case WRITER -> gitHub.token("bob", "read:user", "gist").value();
            case ADMIN -> gitHub.token("alice", "repo").value();
        };
    }

    @Override
    String foreign() {
        return gitHub.foreignToken("alice", "repo").value();
    }

    /** One that has just expired. */
    @Override
    String shortLived() {
        var token = gitHub.token("carol", "read:user");
        gitHub.expire(token);
        return token.value();
    }

    @Override
    Optional<String> idToken() {
        return Optional.empty();
    }

    @Override
    List<String> firstScopes() {
        return List.of("read:user");
    }

    @Override
    List<String> stepUpScopes() {
        return List.of("gist", "read:user");
    }

    @Override
    Optional<Provider> outage() {
        return Optional.of(new Emulated(gitHub));
    }

    @Override
    String unknownFromNowOn() {
        return token(Role.WRITER);
    }

    @Override
    ClientSignIn clients() {
        return new ClientSignIn(
                "registered by hand, with its secret, steps up",
                3,
                List.of(
                        "--client-id",
                        GitHubEmulation.CLIENT_ID,
                        "--client-secret",
                        GitHubEmulation.CLIENT_SECRET,
                        "--scope",
                        "read:user",
                        "--scope",
                        "gist",
                        "--scope",
                        "repo"));
    }

    @Override
    public void close() {
        gitHub.close();
    }

    /** An emulation of the test kit, taken away. */
    private record Emulated(EmulatedServer server) implements Provider {

        @Override
        public void kill() {
            server.stop();
        }

        @Override
        public void restart() {
            server.resume();
        }

        @Override
        public void pause() {
            server.mood(Mood.SLOW);
        }

        @Override
        public void resume() {
            server.mood(Mood.NORMAL);
        }
    }
}
