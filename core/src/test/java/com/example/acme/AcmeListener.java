package com.example.acme;

import io.mcpidentity.auth.SecurityEvent;
import io.mcpidentity.auth.SecurityListener;

/** A listener of somebody else's; it counts in a place which all class loaders share. */
public final class AcmeListener implements SecurityListener {

    /** The system property that holds the count. */
    public static final String SEEN = "com.example.acme.seen";

    @Override
    public void on(SecurityEvent event) {
        System.setProperty(SEEN, String.valueOf(Integer.getInteger(SEEN, 0) + 1));
    }
}
