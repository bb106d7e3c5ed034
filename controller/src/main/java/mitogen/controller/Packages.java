package mitogen.controller;

import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import mitogen.classes.Batch;

/**
 * Which packages there are at all, where that can be told: if a class is missing because its whole package is, no child
 * has to ask for the next class in it. Looked up when the first class is missing. Thread-safe.
 */
final class Packages {
    private final Sources sources;
    private Map<String, String> ofJdk; // to their modules; guarded by this, as is all below
    private boolean listed;
    private Set<String> packages; // null if the class path cannot be listed
    private final List<File> directories = new ArrayList<>();

    Packages(Sources sources) {
        this.sources = sources;
    }

    /** Why there is no class at all in that package; null if there may be some. */
    synchronized String whyAbsent(String packageName) {
        if (packageName.isEmpty()) {
            return null;
        }
        if (!listed) {
            listed = true;
            ofJdk = systemPackages();
            try {
                packages = new HashSet<>();
                for (ClassLoader loader : sources.loaders()) {
                    if (!list(loader)) {
                        packages = null;
                        break;
                    }
                }
            } catch (IOException e) {
                packages = null;
            }
        }
        String path = packageName.replace('.', '/');
        if (packages == null || packages.contains(path) || isDirectory(path)) {
            return null;
        }
        String module = ofJdk.get(packageName);
        return module == null
                ? "nothing on the controller's class path has the package " + packageName
                : "the package " + packageName + " is of the Java library, of its module " + module
                        + ", and the Java there does not have this class of it";
    }

    private boolean isDirectory(String path) {
        for (File directory : directories) {
            if (new File(directory, path).isDirectory()) {
                return true;
            }
        }
        return false;
    }

    private static Map<String, String> systemPackages() {
        Map<String, String> all = new HashMap<>();
        for (ModuleReference module : ModuleFinder.ofSystem().findAll()) {
            ModuleDescriptor descriptor = module.descriptor();
            if (descriptor.name().matches("(java|jdk)\\..*")) {
                descriptor.packages().forEach(each -> all.put(each, descriptor.name()));
            }
        }
        return all;
    }

    /** Adds the packages that a loader finds; false if that cannot be told. */
    private boolean list(ClassLoader first) throws IOException {
        for (ClassLoader loader = first; loader != null; loader = loader.getParent()) {
            if (loader == ClassLoader.getPlatformClassLoader()) {
                return true;
            }
            if (loader == ClassLoader.getSystemClassLoader()) {
                listSystem();
            } else if (loader.getClass() == URLClassLoader.class) { // others may find more than they tell
                for (URL url : ((URLClassLoader) loader).getURLs()) {
                    if (!url.getProtocol().equals("file")) {
                        return false;
                    }
                    listFile(new File(URI.create(url.toString())));
                }
            } else {
                return false;
            }
        }
        return true;
    }

    private void listSystem() throws IOException {
        for (String each : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            listFile(new File(each));
        }
        for (Module module : ModuleLayer.boot().modules()) {
            module.getPackages().stream()
                    .filter(each -> module.getClassLoader() == ClassLoader.getSystemClassLoader())
                    .forEach(each -> packages.add(each.replace('.', '/')));
        }
    }

    private void listFile(File start) throws IOException {
        ArrayDeque<File> next = new ArrayDeque<>(List.of(start));
        Set<File> seen = new HashSet<>();
        while (!next.isEmpty()) {
            File file = next.remove();
            if (!seen.add(file) || !file.exists()) {
                continue;
            }
            if (file.isDirectory()) {
                directories.add(file);
            } else {
                next.addAll(listJar(file));
            }
        }
    }

    /** Adds the packages of a jar file, and gives the others that it wants on the class path. */
    private List<File> listJar(File file) throws IOException {
        URL url = file.toURI().toURL();
        ClassPathEntry jar = sources.origin(url, "jar:" + url + "!/");
        jar.names().filter(name -> name.endsWith(".class")).forEach(name -> {
            String path = name.replaceFirst("^META-INF/versions/\\d+/", "");
            packages.add(path.substring(0, Math.max(0, path.lastIndexOf('/'))));
        });
        List<File> others = new ArrayList<>();
        Manifest manifest = jar.manifest();
        String path = manifest == null ? null : manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
        for (String each : path == null ? new String[0] : path.trim().split(" +")) {
            try {
                others.add(new File(URI.create(new URL(url, each).toString())));
            } catch (IllegalArgumentException | MalformedURLException e) {
                // the JDK's loaders leave it out, too
            }
        }
        return others;
    }

    /** That there is no such class, or no such package at all. */
    Batch.Entry absence(String name) {
        String packageName = name.substring(0, Math.max(0, name.lastIndexOf('.')));
        String reason = whyAbsent(packageName);
        return reason != null
                ? absence(packageName + ".", reason)
                : absence(name, "the controller's class loader has no such class");
    }

    static Batch.Entry absence(String name, String reason) {
        return new Batch.Entry("!" + name, reason.getBytes(StandardCharsets.UTF_8), null);
    }
}
