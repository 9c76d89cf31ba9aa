package io.mcpidentity.client.session;

import static io.mcpidentity.client.session.ClientSettings.SECTION;

import io.mcpidentity.client.token.AssertionSource;
import io.mcpidentity.config.Configuration;
import io.mcpidentity.config.ConfigurationException;
import io.mcpidentity.config.ConfigurationException.Problem;
import io.mcpidentity.config.Setting;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Takes over {@code client.*}; what cannot be read is a problem that {@link SessionBuilder#build} tells. */
final class ClientConfiguration {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]*");

    private final Configuration configuration;
    private final SessionBuilder to;

    ClientConfiguration(Configuration configuration, SessionBuilder to) {
        this.configuration = configuration;
        this.to = to;
    }

    void read() {
        Set<String> names = value(ClientSettings.REGISTRATIONS).orElse(Set.of());
        List<Setting<?>> settings = new ArrayList<>(ClientSettings.ALL);
        for (String name : names) {
            if (!isName(name)) {
                problem(
                        "registrations",
                        "`" + name + "` is not a name for a client: lower case letters, digits and hyphens,"
                                + " and no other setting's");
            } else {
                settings.addAll(ClientSettings.registration(name));
            }
        }
        to.problems.addAll(configuration.check(SECTION, settings));
        names.stream().filter(ClientConfiguration::isName).forEach(this::registration);
        identity();
        signIn();
        tokens();
        machine();
    }

    private static boolean isName(String name) {
        return NAME.matcher(name).matches()
                && ClientSettings.ALL.stream()
                        .noneMatch(setting ->
                                setting.name().equals(name) || setting.name().startsWith(name + "."));
    }

    /** Its issuer is required, so that the check has told where there is none. */
    private void registration(String name) {
        client(name + ".").filter(client -> !client.issuer().isEmpty()).ifPresent(to::client);
    }

    private void identity() {
        Optional<RegisteredClient> client = client("");
        client.ifPresent(to::client);
        if (client.isEmpty()) {
            for (Setting<?> with : List.of(ClientSettings.ISSUER, ClientSettings.SECRET, ClientSettings.AUTH_METHOD)) {
                if (value(with).isPresent() && !(with == ClientSettings.ISSUER && isForAssertion())) {
                    problem(with.name(), "is set without `client.id`, whose it would be");
                }
            }
        }
        set(ClientSettings.REGISTRATION_ORDER, to::registrationOrder);
        set(ClientSettings.METADATA_DOCUMENT, url -> to.metadataDocument(URI.create(url)));
        set(ClientSettings.PRIVATE_KEY, to::privateKey);
        set(ClientSettings.NAME, to::name);
    }

    /** A workload may have no client id; but its assertion is for somebody. */
    private boolean isForAssertion() {
        return value(ClientSettings.GRANT).filter(GrantType.JWT_BEARER::equals).isPresent();
    }

    private Optional<RegisteredClient> client(String prefix) {
        return value(Setting.text(prefix + "id", "").build())
                .map(id -> new RegisteredClient(
                        value(Setting.url(prefix + "issuer", "").build()).orElse(""),
                        id,
                        value(Setting.text(prefix + "secret", "").secret().build()),
                        value(Setting.text(prefix + "private-key", "").secret().build()),
                        value(Setting.choice(prefix + "auth-method", RegisteredClient.Method.class, "")
                                .build())));
    }

    private void signIn() {
        set(ClientSettings.USER_AGENT, choice -> to.agentChoice = choice);
        set(ClientSettings.REDIRECT_URI, uri -> to.redirectUri(URI.create(uri)));
        set(ClientSettings.SIGN_IN_TIMEOUT, to::signInTimeout);
        Optional<Integer> port = value(ClientSettings.CALLBACK_PORT);
        if (port.isPresent() && value(ClientSettings.REDIRECT_URI).isPresent()) {
            problem("callback-port", "and `client.redirect-uri` are both set; keep one of them");
        }
        port.ifPresent(number -> to.redirectUri(URI.create("http://127.0.0.1:" + number + "/callback")));
    }

    private void tokens() {
        set(ClientSettings.SCOPES, to::scopes);
        set(ClientSettings.DPOP, to::dpop);
        set(ClientSettings.REFRESH_AHEAD, to::refreshAhead);
        set(ClientSettings.REQUEST_TIMEOUT, to::requestTimeout);
        set(ClientSettings.PRIVATE_ADDRESSES, to::privateAddresses);
        boolean inFile = value(ClientSettings.STORE)
                .filter(ClientSettings.StoreChoice.FILE::equals)
                .isPresent();
        to.storeDirectory = value(ClientSettings.STORE_DIRECTORY);
        if (inFile != to.storeDirectory.isPresent()) {
            problem(
                    inFile ? "store-directory" : "store",
                    inFile
                            ? "is missing; set it to the directory that `client.store = file` is to use"
                            : "is not `file`, although `client.store-directory` is set; set it, or leave the directory out");
        }
    }

    private void machine() {
        set(ClientSettings.GRANT, grant -> to.grant = grant);
        Optional<AssertionSource> path = value(ClientSettings.ASSERTION_PATH).flatMap(this::file);
        Optional<AssertionSource> variable =
                value(ClientSettings.ASSERTION_VARIABLE).map(AssertionSource::environment);
        if (path.isPresent() && variable.isPresent()) {
            problem("assertion-path", "and `client.assertion-variable` are both set; keep one of them");
        }
        path.or(() -> variable).ifPresent(source -> to.assertion = Optional.of(source));
        if (isForAssertion()) {
            to.assertionIssuer = value(ClientSettings.ISSUER);
        }
        Optional<String> issuer = value(ClientSettings.IDP_ISSUER);
        Optional<String> id = value(ClientSettings.IDP_ID);
        if (issuer.isPresent() && id.isPresent()) {
            to.enterprise = Optional.of(new EnterpriseProvider(
                    new RegisteredClient(
                            issuer.get(),
                            id.get(),
                            value(ClientSettings.IDP_SECRET),
                            value(ClientSettings.IDP_PRIVATE_KEY),
                            Optional.empty()),
                    value(ClientSettings.IDP_TOKEN_ENDPOINT).map(URI::create),
                    value(ClientSettings.IDP_ASSERTION).orElse(ClientSettings.IdentityAssertion.ID_TOKEN)));
        }
    }

    private Optional<AssertionSource> file(String path) {
        try {
            return Optional.of(AssertionSource.file(Path.of(path)));
        } catch (InvalidPathException malformed) {
            problem("assertion-path", "is not a path");
            return Optional.empty();
        }
    }

    private <T> void set(Setting<T> setting, Consumer<T> taker) {
        value(setting).ifPresent(taker);
    }

    /** Nothing where the value cannot be read, which the check tells. */
    private <T> Optional<T> value(Setting<T> setting) {
        try {
            return configuration.find(SECTION, setting);
        } catch (ConfigurationException unreadable) {
            return Optional.empty();
        }
    }

    /** What the check has told of is known already. */
    private void problem(String name, String message) {
        String key = SECTION + "." + name;
        if (to.problems.stream().map(Problem::key).noneMatch(key::equals)) {
            to.problems.add(new Problem(key, message));
        }
    }
}
