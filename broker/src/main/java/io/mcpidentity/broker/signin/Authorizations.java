package io.mcpidentity.broker.signin;

import io.mcpidentity.broker.grant.AuthorizationRequest;
import io.mcpidentity.broker.grant.AuthorizationRequests;
import io.mcpidentity.broker.grant.AuthorizationResponses;
import io.mcpidentity.broker.grant.Codes;
import io.mcpidentity.broker.web.Answers;
import io.mcpidentity.spi.HttpEndpoints.Response;
import java.util.Set;

/**
 * The authorization request behind the pages, and the answers to it. Thread-safe.
 *
 * @param requests reads the request
 * @param responses makes the redirect URI of an answer
 * @param codes issues codes
 */
public record Authorizations(AuthorizationRequests requests, AuthorizationResponses responses, Codes codes) {

    /** Reads the query of an authorization request; asked anew at each step, so that nothing of it has to be believed. */
    Reading read(String query) {
        AuthorizationRequests.Reading reading = requests.read(query);
        if (reading instanceof AuthorizationRequests.Reading.Valid valid) {
            return new Reading.Valid(valid.request());
        }
        if (reading instanceof AuthorizationRequests.Reading.ToClient onward) {
            return new Reading.Refused(Answers.seeOther(onward.location()));
        }
        AuthorizationRequests.Reading.Page page = (AuthorizationRequests.Reading.Page) reading;
        return new Reading.Refused(Pages.error(page.status(), page.title(), page.detail()));
    }

    /** Issues a code; the result is the client's redirect URI with it. */
    String allow(AuthorizationRequest request, String subject, Set<String> scopes) {
        return responses.success(request, codes.issue(request, subject, scopes));
    }

    /** Refuses; the result is the client's redirect URI with {@code access_denied} (RFC 6749 §4.1.2.1). */
    String deny(AuthorizationRequest request, String description) {
        return responses.error(request, "access_denied", description);
    }

    /** What became of reading. */
    sealed interface Reading {

        /**
         * It is in order.
         *
         * @param request the request
         */
        record Valid(AuthorizationRequest request) implements Reading {}

        /**
         * It is not.
         *
         * @param answer the page or the redirect that says so
         */
        record Refused(Response answer) implements Reading {}
    }
}
