package io.mcpidentity.it;

/** The five providers of the suite. */
enum ProviderCases {
    EMBEDDED("embedded") {
        @Override
        ProviderCase open() {
            return new EmbeddedCase();
        }
    },
    KEYCLOAK("Keycloak") {
        @Override
        ProviderCase open() {
            return new KeycloakCase();
        }
    },
    AUTH0("Auth0-shaped") {
        @Override
        ProviderCase open() {
            return new Auth0Case();
        }
    },
    GOOGLE("Google-shaped") {
        @Override
        ProviderCase open() {
            return new GoogleCase();
        }
    },
    GITHUB("GitHub-shaped") {
        @Override
        ProviderCase open() {
            return new GitHubCase();
        }
    };

    private final String title;

    ProviderCases(String title) {
        this.title = title;
    }

    /** Its name for people. */
    String title() {
        return title;
    }

    /** Starts it. */
    abstract ProviderCase open();
}
