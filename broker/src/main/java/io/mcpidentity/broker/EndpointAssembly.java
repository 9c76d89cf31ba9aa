package io.mcpidentity.broker;

import io.mcpidentity.AccessToken;
import io.mcpidentity.SignOut;
import io.mcpidentity.Verification;
import io.mcpidentity.broker.EmbeddedEndpoints.Parts;
import io.mcpidentity.broker.client.ClientRegistry;
import io.mcpidentity.broker.client.MetadataDocuments;
import io.mcpidentity.broker.client.RegistrationEndpoint;
import io.mcpidentity.broker.grant.AccessTokens;
import io.mcpidentity.broker.grant.AuthorizationRequests;
import io.mcpidentity.broker.grant.AuthorizationResponses;
import io.mcpidentity.broker.grant.ClientAuthentication;
import io.mcpidentity.broker.grant.Codes;
import io.mcpidentity.broker.grant.GrantPolicy;
import io.mcpidentity.broker.grant.GrantRevocation;
import io.mcpidentity.broker.grant.RefreshTokens;
import io.mcpidentity.broker.grant.RevocationEndpoint;
import io.mcpidentity.broker.grant.TokenEndpoint;
import io.mcpidentity.broker.key.SigningKeys;
import io.mcpidentity.broker.key.Vault;
import io.mcpidentity.broker.signin.Authorizations;
import io.mcpidentity.broker.signin.SignInEndpoints;
import io.mcpidentity.broker.signin.Users;
import io.mcpidentity.broker.store.Store;
import io.mcpidentity.broker.web.Answers;
import io.mcpidentity.broker.web.BrokerLocation;
import io.mcpidentity.spi.ProviderContext;
import io.mcpidentity.spi.Revocations;
import io.mcpidentity.spi.TokenVerifier;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Puts the endpoints together when they are first needed: a stranger's first refusal does not wait for them. Thread-safe. */
final class EndpointAssembly {

    private static final int MOST_CLIENTS = 10_000;
    private static final int METADATA_SECONDS = 300;

    private final ProviderContext context;
    private final BrokerLocation location;
    private final GrantPolicy policy;
    private final Users users;
    private final Store store;
    private final Vault vault;
    private final SigningKeys keys;
    private final TokenVerifier signed;
    private final Lazy<MetadataDocuments> documents;
    private volatile Revocations revocations = Revocations.NOBODY;

    EndpointAssembly(
            ProviderContext context,
            BrokerLocation location,
            GrantPolicy policy,
            Users users,
            Store store,
            Vault vault,
            SigningKeys keys,
            TokenVerifier signed) {
        this.context = context;
        this.location = location;
        this.policy = policy;
        this.users = users;
        this.store = store;
        this.vault = vault;
        this.keys = keys;
        this.signed = signed;
        this.documents = new Lazy<>(() -> new MetadataDocuments(
                context.clock(),
                context.find(EmbeddedSettings.PRIVATE_METADATA_HOSTS).orElse(Set.of())));
    }

    /** Where revocations are told from now on. */
    void revocations(Revocations revocations) {
        this.revocations = revocations;
    }

    /** The metadata document. */
    Map<String, Object> metadata() {
        return BrokerMetadata.document(
                location,
                policy.scopes(),
                context.get(EmbeddedSettings.SIGNING_ALGORITHM),
                context.get(EmbeddedSettings.REGISTRATION),
                context.get(EmbeddedSettings.METADATA_DOCUMENTS));
    }

    /** The endpoints; does no I/O. */
    Parts assemble() {
        InstantSource clock = context.clock();
        ClientRegistry clients = context.get(EmbeddedSettings.METADATA_DOCUMENTS)
                ? new ClientRegistry(store, documents.get())
                : new ClientRegistry(store);
        ClientAuthentication authentication = new ClientAuthentication(clients);
        RefreshTokens refreshTokens = new RefreshTokens(vault);
        GrantRevocation revocation = new GrantRevocation(store, this::ended, clock);
        TokenEndpoint token = new TokenEndpoint(
                authentication,
                store,
                users,
                new AccessTokens(policy, clock, keys::sign),
                refreshTokens,
                revocation,
                policy,
                clock);
        return new Parts(
                Answers.document(metadata(), METADATA_SECONDS),
                keys,
                people(clients, clock),
                token,
                new RevocationEndpoint(authentication, refreshTokens, this::claims, revocation),
                registration(clock),
                new Housekeeping(store, clock));
    }

    private void ended(String grantId) {
        revocations.signedOut(new SignOut(
                location.issuer(),
                Optional.empty(),
                Optional.of(grantId),
                context.clock().instant()));
    }

    private SignInEndpoints people(ClientRegistry clients, InstantSource clock) {
        AuthorizationResponses responses = new AuthorizationResponses(location.issuer());
        return new SignInEndpoints(
                new SignInEndpoints.Site(
                        location, policy.resource(), context.get(EmbeddedSettings.SESSION_LIFETIME), clock),
                new Authorizations(
                        new AuthorizationRequests(clients, policy, responses),
                        responses,
                        new Codes(store, clock, policy.codeLifetime())),
                users,
                store,
                vault);
    }

    private Optional<RegistrationEndpoint> registration(InstantSource clock) {
        return context.get(EmbeddedSettings.REGISTRATION)
                ? Optional.of(new RegistrationEndpoint(
                        store, MOST_CLIENTS, context.get(EmbeddedSettings.REGISTRATIONS_PER_HOUR), clock))
                : Optional.empty();
    }

    /** The claims of a token that this server signed, also of one that is past its time. */
    private Optional<Map<String, Object>> claims(String token) {
        return signed.verify(AccessToken.of(token)) instanceof Verification.Accepted accepted
                ? Optional.of(accepted.token().claims())
                : Optional.empty();
    }

    /** Ends what runs. */
    void close() {
        MetadataDocuments made = documents.ifMade();
        if (made != null) {
            made.close();
        }
    }
}
