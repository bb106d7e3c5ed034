package mitogen.logging;

import org.apache.logging.log4j.spi.Provider;

/** The back end of Log4j's API. */
public final class Log4jProvider extends Provider {
    /** Higher numbers come later: any other back end is used before this one. */
    private static final int LAST = 100;

    /** For Log4j, which makes one. */
    public Log4jProvider() {
        super(LAST, "2.6.0", Log4jContexts.class); // the API that it is for: any from 2.6 on
    }
}
