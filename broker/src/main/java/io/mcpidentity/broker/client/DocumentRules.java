package io.mcpidentity.broker.client;

import io.mcpidentity.broker.client.Client.Authentication;
import io.mcpidentity.broker.client.Clients.Lookup;
import io.mcpidentity.jose.JoseException;
import io.mcpidentity.jose.Json;
import java.util.Optional;

/** What a metadata document has to say (draft-ietf-oauth-client-id-metadata-document, §4). */
final class DocumentRules {

    private DocumentRules() {}

    /** The client that a document describes, or what is wrong with it. */
    static Lookup read(DocumentUrl url, byte[] document) {
        try {
            return new Lookup.Found(client(url, new Members(Json.object(document))));
        } catch (JoseException malformed) {
            return new Lookup.Unknown(
                    "The client's metadata document is not one JSON object without duplicate members.");
        } catch (Refusal refusal) {
            return new Lookup.Unknown("The client's metadata document is not acceptable: " + refusal.detail());
        }
    }

    private static Client client(DocumentUrl url, Members members) throws Refusal {
        String id = url.uri().toString();
        if (!members.text("client_id", id.length()).equals(Optional.of(id))) {
            throw Refusal.metadata("client_id is not the document's own URL, character by character.");
        }
        if (members.has("client_secret") || members.has("client_secret_expires_at")) {
            throw Refusal.metadata("client_secret cannot be in a document that anybody can read.");
        }
        String method = members.text("token_endpoint_auth_method", 100).orElse("none");
        if (method.startsWith("client_secret_")) {
            throw Refusal.metadata("token_endpoint_auth_method cannot be one that takes a shared secret.");
        }
        if (!method.equals("none")) {
            throw Refusal.metadata(
                    "token_endpoint_auth_method has to be none; no other is supported for documents yet.");
        }
        ClientMetadata metadata = ClientMetadata.read(members);
        if (metadata.name().isEmpty()) {
            throw Refusal.metadata("client_name is missing or empty.");
        }
        return new Client(
                id,
                metadata.name(),
                metadata.redirectUris(),
                metadata.grantTypes(),
                Authentication.NONE,
                Optional.empty(),
                Optional.of(url.host()));
    }
}
