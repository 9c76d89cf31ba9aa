package io.mcpidentity.it.logs;

import io.mcpidentity.client.ClientFailure;
import io.mcpidentity.client.agent.UserAgent;
import io.mcpidentity.client.agent.Visit;
import java.net.URI;
import java.util.Map;

/** Notes the codes that come back from sign-ins. */
record NotedAgent(UserAgent agent) implements UserAgent {

    @Override
    public Visit open() throws ClientFailure {
        Visit visit = agent.open();
        return new Visit() {
            @Override
            public URI redirectUri() {
                return visit.redirectUri();
            }

            @Override
            public Map<String, String> go(URI authorizationUrl) throws ClientFailure {
                Map<String, String> answer = visit.go(authorizationUrl);
                if (answer.containsKey("code")) {
                    Issued.record("code", answer.get("code"));
                }
                return answer;
            }

            @Override
            public void finish(Outcome outcome) {
                visit.finish(outcome);
            }

            @Override
            public void close() {
                visit.close();
            }
        };
    }
}
