package io.mcpidentity.testkit;

import static io.mcpidentity.Reason.ENCRYPTED;
import static io.mcpidentity.Reason.INACTIVE;
import static io.mcpidentity.Reason.MALFORMED;
import static io.mcpidentity.Reason.TOO_LARGE;

import io.mcpidentity.AccessToken;
import io.mcpidentity.Reason;
import io.mcpidentity.testkit.Forgery.Part;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Forgeries of the encoding: JSON, base64url, length, encryption. */
final class ForgedForms {

    private static final String BASE64URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    /** What is no JWT any more may be taken for an opaque token and asked about. */
    private static final Set<Reason> NO_JWT = Set.of(MALFORMED, INACTIVE);

    private final List<Forgery> all = new ArrayList<>();

    private ForgedForms() {
        json();
        encoding();
    }

    static List<Forgery> all() {
        return List.copyOf(new ForgedForms().all);
    }

    private void add(String name, Set<Reason> reasons, Function<JwtDraft, AccessToken> work) {
        all.add(Forgery.of(Part.FORM, name, reasons, work));
    }

    private void payload(String name, UnaryOperator<JwtDraft> change) {
        add(name, Set.of(MALFORMED), good -> change.apply(good).sign());
    }

    private void json() {
        payload("alg twice", draft -> draft.moreHeader("\"alg\":\"RS256\""));
        payload("alg twice, once escaped", draft -> draft.moreHeader("\"\\u0061lg\":\"none\""));
        payload("a name twice within the header", draft -> draft.moreHeader("\"x\":{\"a\":1,\"a\":2}"));
        payload("sub twice", draft -> draft.morePayload("\"sub\":\"alice\""));
        payload("aud twice, once escaped", draft -> draft.morePayload("\"a\\u0075d\":\"x\""));
        payload(
                "a name twice within the payload",
                draft -> draft.morePayload("\"more\":{\"roles\":[],\"roles\":[\"admin\"]}"));
        String lists = "[".repeat(500) + "]".repeat(500);
        payload("a payload 500 lists deep", draft -> draft.morePayload("\"deep\":" + lists));
        payload("a header 500 lists deep", draft -> draft.moreHeader("\"deep\":" + lists));
        payload(
                "a payload 300 objects deep",
                draft -> draft.morePayload("\"deep\":" + "{\"a\":".repeat(300) + "1" + "}".repeat(300)));
        payload("1000 lists that do not end", draft -> draft.morePayload("\"deep\":" + "[".repeat(1000)));
        payload("a comma too many", draft -> draft.morePayload("\"x\":1,"));
        payload("a comment", draft -> draft.morePayload("/* x */\"x\":1"));
        payload("something behind the payload", draft -> draft.morePayload("\"x\":{}} {\"y\":{}"));
        add(
                "a token of a megabyte",
                Set.of(TOO_LARGE, MALFORMED),
                good -> good.claim("padding", "x".repeat(1 << 20)).sign());
    }

    private void text(String name, Set<Reason> reasons, UnaryOperator<String> change) {
        add(name, reasons, good -> AccessToken.of(change.apply(good.sign().value())));
    }

    private void encoding() {
        String part = TokenMint.base64(new byte[64]);
        String header =
                TokenMint.base64("{\"alg\":\"RSA-OAEP\",\"enc\":\"A256GCM\"}".getBytes(StandardCharsets.US_ASCII));
        add(
                "an encrypted token",
                Set.of(ENCRYPTED, INACTIVE),
                good -> AccessToken.of(
                        header + "." + part + "." + TokenMint.base64(new byte[12]) + "." + part + "." + part));
        text("no signature and no dot", NO_JWT, good -> good.substring(0, good.lastIndexOf('.')));
        text("no signature", Set.of(MALFORMED), good -> good.substring(0, good.lastIndexOf('.') + 1));
        text("no header", Set.of(MALFORMED), good -> good.substring(good.indexOf('.')));
        text(
                "no payload",
                Set.of(MALFORMED),
                good -> good.substring(0, good.indexOf('.') + 1) + good.substring(good.lastIndexOf('.')));
        text("the last character missing", Set.of(MALFORMED), good -> good.substring(0, good.length() - 1));
        text("padding", Set.of(MALFORMED), good -> good + "==");
        text("three characters more", Set.of(MALFORMED), good -> good + "AAA");
        text("the same signature written otherwise", Set.of(MALFORMED), good -> {
            int last = BASE64URL.indexOf(good.charAt(good.length() - 1));
            return good.substring(0, good.length() - 1) + BASE64URL.charAt(last | 1);
        });
        add(
                "the plus of the standard alphabet",
                Set.of(MALFORMED),
                good -> AccessToken.of(with('-', good).replace('-', '+')));
        add(
                "the slash of the standard alphabet",
                Set.of(MALFORMED),
                good -> AccessToken.of(with('_', good).replace('_', '/')));
        for (String odd : List.of("\u0000", "\n", "\r", "\t", " ", "\u007f", "\u00e4", "%2e", "\u2028")) {
            text("a token with " + JsonText.of(odd) + " within", Set.of(MALFORMED), good -> {
                int middle = good.lastIndexOf('.') - 4;
                return good.substring(0, middle) + odd + good.substring(middle);
            });
        }
    }

    /** The token with this character in it, which is a matter of a few attempts. */
    private static String with(char character, JwtDraft good) {
        String signed = good.sign().value();
        while (signed.indexOf(character) < 0) {
            signed = good.claim("jti", UUID.randomUUID().toString()).sign().value();
        }
        return signed;
    }
}
