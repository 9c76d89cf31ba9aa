package io.mcpidentity.testkit;

import static io.mcpidentity.Reason.UNSUPPORTED_HEADER;
import static io.mcpidentity.Reason.WRONG_TYPE;

import io.mcpidentity.testkit.Forgery.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Forgeries of what the header demands, and of the kind of token, which header and claims tell. */
final class ForgedHeaders {

    private static final Map<String, Object> LOGOUT =
            Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of());

    private ForgedHeaders() {}

    static List<Forgery> all() {
        List<Forgery> all = new ArrayList<>();
        demands(all);
        kinds(all);
        return all;
    }

    private static void demands(List<Forgery> all) {
        all.add(Forgery.of(
                Part.HEADER,
                "an unknown critical header",
                UNSUPPORTED_HEADER,
                good -> good.header("crit", List.of("own")).header("own", 1).sign()));
        all.add(Forgery.of(
                Part.HEADER,
                "a critical header that is absent",
                UNSUPPORTED_HEADER,
                good -> good.header("crit", List.of("exp")).sign()));
        all.add(Forgery.of(
                Part.HEADER,
                "an empty list of critical headers",
                UNSUPPORTED_HEADER,
                good -> good.header("crit", List.of()).sign()));
        all.add(Forgery.of(
                Part.HEADER,
                "b64 false",
                UNSUPPORTED_HEADER,
                good -> good.header("b64", false).sign()));
        all.add(Forgery.of(
                Part.HEADER,
                "b64 false, and critical",
                UNSUPPORTED_HEADER,
                good -> good.header("b64", false).header("crit", List.of("b64")).sign()));
    }

    private static void kinds(List<Forgery> all) {
        kind(
                all,
                "an ID token by its nonce",
                draft -> draft.header("typ", "JWT").without("typ").claim("nonce", "n-0S6_WzA2Mj"));
        kind(
                all,
                "an ID token by its at_hash",
                draft -> draft.withoutHeader("typ").claim("at_hash", "MTIzNDU2Nzg5MDEyMzQ1Ng"));
        kind(all, "an ID token by its typ", draft -> draft.header("typ", "JWT").claim("typ", "ID"));
        kind(
                all,
                "an ID token by its token_use",
                draft -> draft.header("typ", "JWT").claim("token_use", "id"));
        kind(
                all,
                "a refresh token by its typ",
                draft -> draft.header("typ", "JWT").claim("typ", "Refresh"));
        kind(
                all,
                "an offline token by its typ",
                draft -> draft.header("typ", "JWT").claim("typ", "Offline"));
        kind(
                all,
                "a logout token by its header",
                draft -> draft.header("typ", "logout+jwt").claim("events", LOGOUT));
        kind(
                all,
                "a logout token by its events",
                draft -> draft.header("typ", "JWT").claim("events", LOGOUT));
        kind(all, "events in an access token", draft -> draft.claim("events", LOGOUT));
        kind(
                all,
                "a logout token by its typ",
                draft -> draft.header("typ", "JWT").claim("typ", "Logout"));
        kind(
                all,
                "a DPoP proof",
                draft -> draft.header("typ", "dpop+jwt")
                        .header("jwk", draft.mint().publicJwk()));
        for (String type : List.of(
                "rt+jwt",
                "secevent+jwt",
                "token-introspection+jwt",
                "client-authentication+jwt",
                "oauth-authz-req+jwt",
                "vc+sd-jwt",
                "JWE",
                "JOSE",
                "at+jwt;x",
                "at+JWT ",
                "application/",
                "")) {
            kind(all, "typ \"" + type + "\"", draft -> draft.header("typ", type));
        }
    }

    private static void kind(List<Forgery> all, String name, UnaryOperator<JwtDraft> change) {
        all.add(Forgery.of(
                Part.KIND, name, WRONG_TYPE, good -> change.apply(good).sign()));
    }
}
