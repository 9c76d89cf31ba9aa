package io.mcpidentity.broker.client;

/** Finds clients by their {@code client_id}. Thread-safe. */
@FunctionalInterface
public interface Clients {

    /** The client; may fetch its metadata document, within a deadline. */
    Lookup find(String clientId);

    /** What became of looking. */
    sealed interface Lookup {

        /**
         * The client.
         *
         * @param client the client
         */
        record Found(Client client) implements Lookup {}

        /**
         * Nobody by that name, or a document that is not acceptable.
         *
         * @param detail one sentence for people, without anything that the client sent
         */
        record Unknown(String detail) implements Lookup {}

        /**
         * Its document cannot be had at the moment.
         *
         * @param detail one sentence for people, without anything that the client sent
         */
        record Unavailable(String detail) implements Lookup {}
    }
}
