package mitogen.controller;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import mitogen.parent.ChangeLogLevels;
import mitogen.tree.LogLevels;
import mitogen.tree.Settings;

/**
 * The levels of log records that hold in the whole tree: those that the program has set, and where it has set none, those of {@code
 * java.util.logging} here. Thread-safe.
 */
final class ControllerLevels {
    private static final String LEVEL = ".level";

    /** Behind this name are no loggers, but handlers, which have levels too. */
    private static final String PLATFORM = "java.util.logging.";

    private final Settings settings;
    private final Map<String, Integer> set = new ConcurrentHashMap<>();
    private final Set<String> configured = configured(); // read once, not for each child
    private int changes; // guarded by this

    ControllerLevels(Settings settings, Map<String, Level> set) {
        this.settings = settings;
        set.forEach(this::set);
    }

    /** From now on, a logger has that level, and so have those below it; null for what it has without. */
    private void set(String logger, Level level) {
        if (level == null) {
            set.remove(logger);
        } else {
            set.put(logger, level.intValue());
        }
    }

    /** As {@link #set}; gives what tells contexts of it. */
    synchronized ChangeLogLevels change(String logger, Level level) {
        set(logger, level);
        LogLevels now = now();
        return new ChangeLogLevels(++changes, now.root(), now.own());
    }

    /** What a child is told now. */
    int[] settings() {
        return now().write(settings);
    }

    /** The levels as they are now. Loggers that have the level of the one above them are left out. */
    private LogLevels now() {
        SortedMap<String, Integer> all = ofPlatform();
        all.putAll(set);
        Integer root = all.remove("");
        LogLevels levels = new LogLevels(root == null ? Level.INFO.intValue() : root, new TreeMap<>());
        all.forEach((logger, level) -> { // those above come first
            if (levels.of(logger) != level) {
                levels.own().put(logger, level);
            }
        });
        return levels;
    }

    private SortedMap<String, Integer> ofPlatform() {
        LogManager manager = LogManager.getLogManager();
        SortedMap<String, Integer> all = new TreeMap<>();
        for (String name : configured) {
            String level = manager.getProperty(name);
            try {
                if (level != null) {
                    all.put(
                            name.substring(0, name.length() - LEVEL.length()),
                            Level.parse(level.strip()).intValue());
                }
            } catch (IllegalArgumentException e) {
                // the platform has told of it, and does without
            }
        }
        for (String name : Collections.list(manager.getLoggerNames())) {
            Logger logger = manager.getLogger(name);
            Level level = logger == null ? null : logger.getLevel();
            if (level != null) {
                all.put(name, level.intValue());
            }
        }
        return all;
    }

    /**
     * The names of levels in the program's own configuration of the platform: loggers that nobody has made here yet may have
     * theirs there.
     */
    private static Set<String> configured() {
        Properties all = new Properties();
        String file = System.getProperty("java.util.logging.config.file");
        if (file != null) {
            try (InputStream in = Files.newInputStream(Path.of(file))) {
                all.load(in);
            } catch (IOException | IllegalArgumentException e) {
                // the platform has told of it, and does without
            }
        }
        return all.stringPropertyNames().stream()
                .filter(name -> name.endsWith(LEVEL) && !name.startsWith(PLATFORM))
                .collect(Collectors.toUnmodifiableSet());
    }
}
