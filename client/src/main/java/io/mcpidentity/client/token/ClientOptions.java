package io.mcpidentity.client.token;

import io.mcpidentity.client.token.ClientIdentity.Origin;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Who this program can be to authorization servers. Immutable.
 *
 * @param order which origin of an id is preferred; one that is absent is not used
 * @param given the clients that administrators registered
 * @param metadataDocument the URL of the client's own document (Client ID Metadata Document)
 * @param key the client's private key, for a document that names its public half, and for registration
 * @param name what people read where they consent: {@code client_name}
 */
public record ClientOptions(
        List<Origin> order,
        List<GivenClient> given,
        Optional<String> metadataDocument,
        Optional<JwsSigner> key,
        String name) {

    /** The order that the MCP specification recommends. */
    public static final List<Origin> ORDER = List.of(Origin.GIVEN, Origin.METADATA_DOCUMENT, Origin.REGISTERED);

    private static final Pattern DOT_SEGMENT = Pattern.compile("/(?:\\.|%2e){1,2}(?:/|$)", Pattern.CASE_INSENSITIVE);

    /** Copies the lists. */
    public ClientOptions {
        order = List.copyOf(order);
        given = List.copyOf(given);
    }

    /** What is wrong with them: sentences without any secret; none if they can be used. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        Set<String> issuers = new HashSet<>();
        for (GivenClient client : given) {
            if (!issuers.add(client.issuer())) {
                problems.add("Two client ids are given for " + client.issuer() + ": leave one");
            }
            if (client.id().isEmpty()) {
                problems.add("A client without an id is given");
            }
            client.method()
                    .filter(method -> ClientIdentity.auth(method, client.secret(), client.key())
                            .isEmpty())
                    .ifPresent(method -> problems.add("The client " + client.id() + " is to prove itself by "
                            + method.wireName() + ", but has no "
                            + (method == AuthMethod.PRIVATE_KEY_JWT ? "key" : "secret")));
        }
        metadataDocument
                .filter(url -> !isDocumentUrl(url))
                .ifPresent(url -> problems.add("The client's metadata document has to be at an https URL with a path,"
                        + " without user, fragment or dot segments"));
        return problems;
    }

    /** The form of a {@code client_id} that is a URL (draft-ietf-oauth-client-id-metadata-document-00 §3). */
    private static boolean isDocumentUrl(String text) {
        try {
            URI uri = new URI(text);
            return "https".equals(uri.getScheme())
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawFragment() == null
                    && uri.getRawPath().length() > 1
                    && !DOT_SEGMENT.matcher(uri.getRawPath()).find();
        } catch (URISyntaxException malformed) {
            return false;
        }
    }
}
