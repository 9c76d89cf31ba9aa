package io.mcpidentity.broker;

import io.mcpidentity.broker.web.BrokerLocation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The authorization server's metadata (RFC 8414 §2), which also answers as OpenID provider metadata. */
final class BrokerMetadata {

    private BrokerMetadata() {}

    /** The document. */
    static Map<String, Object> document(
            BrokerLocation location, Set<String> scopes, String algorithm, boolean registers, boolean documents) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("issuer", location.issuer());
        document.put("authorization_endpoint", location.url(BrokerLocation.AUTHORIZE));
        document.put("token_endpoint", location.url(BrokerLocation.TOKEN));
        document.put("jwks_uri", location.url(BrokerLocation.JWKS));
        if (registers) {
            document.put("registration_endpoint", location.url(BrokerLocation.REGISTER));
        }
        document.put("revocation_endpoint", location.url(BrokerLocation.REVOKE));
        document.put("scopes_supported", List.copyOf(scopes));
        document.put("response_types_supported", List.of("code"));
        document.put("response_modes_supported", List.of("query"));
        document.put("grant_types_supported", List.of("authorization_code", "refresh_token"));
        List<String> authentication = List.of("none", "client_secret_basic", "client_secret_post");
        document.put("token_endpoint_auth_methods_supported", authentication);
        document.put("revocation_endpoint_auth_methods_supported", authentication);
        document.put("code_challenge_methods_supported", List.of("S256"));
        document.put("authorization_response_iss_parameter_supported", true);
        document.put("client_id_metadata_document_supported", documents);
        // Required of OpenID metadata, which some clients read first; no ID token is ever issued.
        document.put("subject_types_supported", List.of("public"));
        document.put("id_token_signing_alg_values_supported", List.of(algorithm));
        return document;
    }
}
