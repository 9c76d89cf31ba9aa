package com.acme.identity;

import io.mcpidentity.AccessToken;
import io.mcpidentity.Reason;
import io.mcpidentity.TokenBinding;
import io.mcpidentity.Verification;
import io.mcpidentity.VerifiedToken;
import io.mcpidentity.spi.HttpTransport;
import io.mcpidentity.spi.TokenVerifier;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Asks Acme's sign-in service about a token; it answers in lines: who it is, for how many seconds, and the teams. */
final class AcmeTokenVerifier implements TokenVerifier {

    private final HttpTransport http;
    private final InstantSource clock;
    private final String issuer;
    private final String resource;

    AcmeTokenVerifier(HttpTransport http, InstantSource clock, String issuer, String resource) {
        this.http = http;
        this.clock = clock;
        this.issuer = issuer;
        this.resource = resource;
    }

    @Override
    public boolean asksProvider(AccessToken token) {
        return true;
    }

    @Override
    public Verification verify(AccessToken token) {
        HttpTransport.Response answer;
        try {
            answer = http.send(new HttpTransport.Request(
                    "POST",
                    URI.create(issuer + "/session"),
                    Map.of("Content-Type", "text/plain"),
                    token.value().getBytes(StandardCharsets.UTF_8),
                    Duration.ofSeconds(2),
                    4096));
        } catch (IOException outage) {
            return new Verification.Unavailable("The sign-in service does not answer", Optional.empty());
        }
        return switch (answer.status()) {
            case 200 ->
                read(new String(answer.body(), StandardCharsets.UTF_8).lines().toList());
            case 404 -> new Verification.Rejected(Reason.INACTIVE, "The sign-in service knows no such session");
            default -> new Verification.Unavailable("The sign-in service answers " + answer.status(), Optional.empty());
        };
    }

    private Verification read(List<String> lines) {
        if (lines.size() < 2 || !lines.get(1).matches("[0-9]{1,6}")) {
            return new Verification.Unavailable("The sign-in service's answer cannot be read", Optional.empty());
        }
        return new Verification.Accepted(VerifiedToken.builder(issuer)
                .subject(lines.get(0))
                .expiresAt(clock.instant().plusSeconds(Long.parseLong(lines.get(1))))
                .binding(new TokenBinding.ToResource(Set.of(resource)))
                .claims(Map.of("teams", lines.subList(2, lines.size())))
                .build());
    }
}
