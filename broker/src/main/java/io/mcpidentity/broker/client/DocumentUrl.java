package io.mcpidentity.broker.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A {@code client_id} that is the URL of a metadata document (draft-ietf-oauth-client-id-metadata-document, §2).
 * Immutable.
 *
 * @param uri the URL
 */
record DocumentUrl(URI uri) {

    private static final int LONGEST = 512;
    private static final Pattern FORM = Pattern.compile("https://[\\x21-\\x7e&&[^\\\\#@\"<>^`{|}]]+");
    private static final Pattern ENCODED_DOT_SEGMENT =
            Pattern.compile("/(?:\\.|%2e){1,2}(?:/|$)", Pattern.CASE_INSENSITIVE);

    /** The URL, if it is of the form that is asked for: its host in lower case, and a path other than the root. */
    static Optional<DocumentUrl> parse(String clientId) {
        if (clientId.length() > LONGEST || !FORM.matcher(clientId).matches()) {
            return Optional.empty();
        }
        try {
            URI uri = new URI(clientId);
            String path = uri.getRawPath();
            boolean proper = RedirectUris.isHost(uri)
                    && uri.getHost().equals(uri.getHost().toLowerCase(Locale.ROOT))
                    && path.length() > 1
                    && !ENCODED_DOT_SEGMENT.matcher(path).find();
            return proper ? Optional.of(new DocumentUrl(uri)) : Optional.empty();
        } catch (URISyntaxException malformed) {
            return Optional.empty();
        }
    }

    /** The host, as people read it. */
    String host() {
        return uri.getHost();
    }

    /** A host in lower case without the brackets of an IPv6 address. */
    static String bare(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        return lower.startsWith("[") && lower.endsWith("]") ? lower.substring(1, lower.length() - 1) : lower;
    }
}
