package mitogen.integration;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import mitogen.Context;
import mitogen.agent.Agent;
import mitogen.controller.Mitogen;
import mitogen.parent.Parent;
import org.junit.jupiter.api.Assumptions;

/**
 * An application that Maven builds as that of a user: with one dependency, {@code mitogen-controller}, and the poms and jars of
 * this build as they would be installed. Maven is offline, and finds its plugins where this build has found them.
 *
 * @param path the application's jar, and all that Maven says it needs
 */
record MavenApp(List<Path> path) {
    private static final String GROUP = "dev/mitogen";

    private static final String POM = """
            <project xmlns="http://maven.apache.org/POM/4.0.0">
              <modelVersion>4.0.0</modelVersion>
              <groupId>com.example</groupId>
              <artifactId>app</artifactId>
              <version>1</version>
              <properties>
                <maven.compiler.release>17</maven.compiler.release>
                <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
              </properties>
              <dependencies>
                <dependency>
                  <groupId>dev.mitogen</groupId>
                  <artifactId>mitogen-controller</artifactId>
                  <version>%s</version>
                </dependency>
              </dependencies>
              <build>
                <finalName>app</finalName>
                <plugins>
                  %s
                    <configuration>
                      <archive>
                        <manifest>
                          <addClasspath>true</addClasspath>
                          <classpathLayoutType>repository</classpathLayoutType>
                        </manifest>
                      </archive>
                    </configuration>
                  </plugin>
                </plugins>
              </build>
            </project>
            """;

    /** Builds it; each of the sources begins with its path and a new line. */
    static MavenApp build(Path scratch, String... sources) throws Exception {
        String maven = Needs.command("mvn", "maven").toString();
        String ours = Files.readString(Documents.page("pom.xml"));
        String version = found(ours, "<artifactId>mitogen-build</artifactId>\\s*<version>([^<]+)");
        Path repository = repository(scratch, version);
        Path project = Files.createDirectories(scratch.resolve("app"));
        StringBuilder plugins = new StringBuilder();
        for (String name : List.of("resources", "compiler", "surefire")) {
            plugins.append(plugin(ours, name)).append("</plugin>");
        }
        Files.writeString(project.resolve("pom.xml"), POM.formatted(version, plugins.append(plugin(ours, "jar"))));
        for (String source : sources) {
            int end = source.indexOf('\n');
            Path file = project.resolve("src/main/java")
                    .resolve(source.substring(0, end).trim());
            Files.createDirectories(file.getParent());
            Files.writeString(file, source.substring(end));
        }
        Processes.run(
                maven,
                "--offline",
                "--batch-mode",
                "--quiet",
                "-Dmaven.test.skip=true",
                "-Dmaven.repo.local=" + repository,
                // Who has got a file from where does not matter.
                "-Daether.enhancedLocalRepository.trackingFilename=none",
                "-f",
                project.resolve("pom.xml").toString(),
                "package");
        unlink(repository.resolve("dev"));
        unlink(repository);
        Path jar = project.resolve("target/app.jar");
        List<Path> path = new ArrayList<>(List.of(jar));
        try (JarFile file = new JarFile(jar.toFile())) {
            String needed = file.getManifest().getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
            for (String each : needed.split(" ")) {
                path.add(repository.resolve(each));
            }
        }
        return new MavenApp(path);
    }

    /** The start of a plugin, in the version of this build, which is known to be here. */
    private static String plugin(String ours, String name) {
        String artifact = "<artifactId>maven-" + name + "-plugin</artifactId>";
        return "<plugin>" + artifact + "<version>" + found(ours, artifact + "\\s*<version>([^<]+)") + "</version>";
    }

    private static String found(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        if (!matcher.find()) {
            throw new AssertionError("our pom has no " + pattern);
        }
        return matcher.group(1);
    }

    /** The repository that this build uses, by links, and our artifacts in place of those that may be installed there. */
    private static Path repository(Path scratch, String version) throws IOException {
        String local = System.getProperty("localRepository");
        if (local == null) {
            Assumptions.abort("the tests are not run by Maven, so where its plugins are is not known");
        }
        Path repository = Files.createDirectories(scratch.resolve("repository"));
        link(Path.of(local), repository, "dev");
        link(Path.of(local, "dev"), Files.createDirectories(repository.resolve("dev")), "mitogen");
        install(repository, "build", version, Documents.page("pom.xml"), null);
        install(repository, "api", version, Documents.page("api/pom.xml"), Context.class);
        install(repository, "core", version, Documents.page("core/pom.xml"), Agent.class);
        install(repository, "parent", version, Documents.page("parent/pom.xml"), Parent.class);
        install(repository, "controller", version, Documents.page("controller/pom.xml"), Mitogen.class);
        return repository;
    }

    private static void link(Path from, Path to, String except) throws IOException {
        if (!Files.exists(from)) {
            return;
        }
        try (Stream<Path> all = Files.list(from)) {
            for (Path each : (Iterable<Path>) all::iterator) {
                if (!each.endsWith(except)) {
                    Files.createSymbolicLink(to.resolve(each.getFileName()), each.toAbsolutePath());
                }
            }
        }
    }

    /** For whoever deletes the folder. */
    private static void unlink(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            for (Path each : (Iterable<Path>) all.filter(Files::isSymbolicLink)::iterator) {
                Files.delete(each);
            }
        }
    }

    private static void install(Path repository, String module, String version, Path pom, Class<?> inJar)
            throws IOException {
        String name = "mitogen-" + module;
        Path to =
                Files.createDirectories(repository.resolve(GROUP).resolve(name).resolve(version));
        Files.copy(pom, to.resolve(name + "-" + version + ".pom"));
        if (inJar == null) {
            return;
        }
        Path jar = Path.of(URI.create(
                inJar.getProtectionDomain().getCodeSource().getLocation().toString()));
        if (!Files.isRegularFile(jar)) {
            Assumptions.abort("this build has packed no jars; run mvn verify");
        }
        Files.copy(jar, to.resolve(name + "-" + version + ".jar"));
    }
}
