package io.mcpidentity.broker.grant;

import io.mcpidentity.broker.web.Answers;
import io.mcpidentity.broker.web.Form;
import io.mcpidentity.spi.HttpEndpoints.Request;
import io.mcpidentity.spi.HttpEndpoints.Response;
import java.util.Optional;
import java.util.function.Function;

/** What endpoints for clients take: forms in a POST, each parameter once (RFC 6749 §3.2). */
final class FormPosts {

    private FormPosts() {}

    static Response answer(Request request, Function<Form, Response> endpoint) {
        if (!request.method().equals("POST")) {
            return Answers.error(405, "invalid_request", "Only POST is served here")
                    .with("Allow", "POST");
        }
        Optional<Form> form = Form.ofBody(request);
        if (form.isEmpty()) {
            return Answers.error(
                    400, "invalid_request", "The body is no well-formed application/x-www-form-urlencoded form");
        }
        return form.get().repeats()
                ? Answers.error(400, "invalid_request", "A parameter stands more than once")
                : endpoint.apply(form.get());
    }
}
