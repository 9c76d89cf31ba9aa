package io.mcpidentity.client.session;

import static io.mcpidentity.client.session.ClientSettings.SECTION;

import io.mcpidentity.client.ClientMisconfigured;
import io.mcpidentity.client.token.AuthMethod;
import io.mcpidentity.client.token.ClientIdentity.Origin;
import io.mcpidentity.client.token.ClientOptions;
import io.mcpidentity.client.token.GivenClient;
import io.mcpidentity.client.token.JwsSigner;
import io.mcpidentity.config.ConfigurationException.Problem;
import java.util.List;
import java.util.Optional;

/** Reads who this program can be, keys included. */
final class OptionsReader {

    private final SessionBuilder from;
    private final List<Problem> problems;

    OptionsReader(SessionBuilder from, List<Problem> problems) {
        this.from = from;
        this.problems = problems;
    }

    ClientOptions read() {
        ClientOptions options = new ClientOptions(
                from.order.stream().map(OptionsReader::origin).toList(),
                from.clients.stream().map(this::given).toList(),
                from.metadataDocument,
                signer(from.key, "private-key"),
                from.name);
        options.problems().forEach(problem -> problem("id", problem));
        return options;
    }

    private static Origin origin(RegistrationWay way) {
        return switch (way) {
            case GIVEN -> Origin.GIVEN;
            case CIMD -> Origin.METADATA_DOCUMENT;
            case DCR -> Origin.REGISTERED;
        };
    }

    /** This program at the company's identity provider, where there is one. */
    Optional<GivenClient> readEnterprise() {
        return from.enterprise.map(provider -> given(provider.client(), "identity-provider.private-key"));
    }

    private GivenClient given(RegisteredClient client) {
        return given(client, "private-key");
    }

    private GivenClient given(RegisteredClient client, String keyName) {
        return new GivenClient(
                client.issuer(),
                client.id(),
                client.secret(),
                signer(client.key(), keyName),
                client.method().map(OptionsReader::method));
    }

    private static AuthMethod method(RegisteredClient.Method method) {
        return switch (method) {
            case NONE -> AuthMethod.NONE;
            case CLIENT_SECRET_POST -> AuthMethod.POST;
            case CLIENT_SECRET_BASIC -> AuthMethod.BASIC;
            case PRIVATE_KEY_JWT -> AuthMethod.PRIVATE_KEY_JWT;
        };
    }

    private Optional<JwsSigner> signer(
            @SuppressWarnings("OptionalUsedAsFieldOrParameterType") Optional<String> key, String name) {
        if (key.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(JwsSigner.parse(key.get()));
        } catch (ClientMisconfigured unusable) {
            problem(name, String.valueOf(unusable.getMessage()));
            return Optional.empty();
        }
    }

    private void problem(String name, String message) {
        problems.add(new Problem(SECTION + "." + name, message));
    }
}
