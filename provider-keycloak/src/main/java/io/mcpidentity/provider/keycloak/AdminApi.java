package io.mcpidentity.provider.keycloak;

import io.mcpidentity.ProviderUnavailableException;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.client.WebTarget;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.function.Consumer;
import org.jboss.resteasy.client.jaxrs.ResteasyClient;
import org.jboss.resteasy.client.jaxrs.internal.ResteasyClientBuilderImpl;
import org.keycloak.admin.client.JacksonProvider;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.admin.client.resource.RealmsResource;

/**
 * A realm by Keycloak's own client library, whose exceptions end here: their messages quote answers. Thread-safe.
 *
 * <p>The only classes that need the library are this one, {@link AdminTransport}, {@link RealmDirectory} and
 * {@link RealmRevoker}: nobody loads them where no setting asks for them.
 */
final class AdminApi implements AutoCloseable {

    private final ResteasyClient client;
    private final WebTarget consents;
    private final RealmResource realm;
    private final String clientId;

    /**
     * The API below a base URL.
     *
     * @param clientId the service account's client, for messages
     */
    AdminApi(String base, String realm, String clientId, AdminTransport transport) {
        this.clientId = clientId;
        client = new ResteasyClientBuilderImpl()
                .httpEngine(transport)
                .register(new JacksonProvider(), 100)
                .build();
        this.realm = client.target(base).proxy(RealmsResource.class).realm(realm);
        consents = client.target(base)
                .path("admin/realms/{realm}/users/{user}/consents/{client}")
                .resolveTemplate("realm", realm, true);
    }

    /** A call of the library. */
    @FunctionalInterface
    interface Call<T> {
        T on(RealmResource realm);
    }

    /**
     * Makes a call; empty if Keycloak does not know what it is about.
     *
     * @param rights what the service account needs for it, for the message
     * @throws ProviderUnavailableException for everything else but an answer
     */
    <T> Optional<T> ask(String rights, Call<T> call) throws ProviderUnavailableException {
        try {
            return Optional.of(call.on(realm));
        } catch (NotFoundException unknown) {
            return Optional.empty();
        } catch (ForbiddenException forbidden) {
            throw new ProviderUnavailableException("Keycloak does not let the service account of " + clientId
                    + " do that: it lacks " + rights + " (Clients, " + clientId
                    + ", Service accounts roles, Assign role, realm-management)");
        } catch (WebApplicationException refused) {
            throw new ProviderUnavailableException("Keycloak's administration API answered HTTP "
                    + refused.getResponse().getStatus());
        } catch (ProcessingException failed) {
            if (failed.getCause() instanceof ProviderUnavailableException outage) {
                throw new ProviderUnavailableException(String.valueOf(outage.getMessage()), outage.retryAfter());
            }
            throw new ProviderUnavailableException("An answer of Keycloak's administration API cannot be read");
        } catch (RuntimeException broken) {
            throw new ProviderUnavailableException(
                    "Keycloak's client library failed with " + broken.getClass().getSimpleName());
        }
    }

    /** Makes a call without an answer; false if Keycloak does not know what it is about. */
    boolean tell(String rights, Consumer<RealmResource> call) throws ProviderUnavailableException {
        return ask(rights, on -> {
                    call.accept(on);
                    return true;
                })
                .isPresent();
    }

    /**
     * Takes back what a user has consented to, with the offline sessions of that client; false if there is no such thing.
     *
     * <p>As the library's {@code UserResource.revokeConsent}, which leaves a slash in a client id, such as a URL, as it is.
     */
    boolean revokeConsent(String rights, String user, String client) throws ProviderUnavailableException {
        return tell(rights, ignored -> {
            try (Response answer = consents.resolveTemplate("user", user, true)
                    .resolveTemplate("client", client, true)
                    .request()
                    .delete()) {
                switch (answer.getStatus()) {
                    case 204 -> {}
                    case 403 -> throw new ForbiddenException();
                    case 404 -> throw new NotFoundException();
                    default -> throw new WebApplicationException(answer.getStatus());
                }
            }
        });
    }

    @Override
    public void close() {
        client.close();
    }
}
