package io.zpci.logs;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A log as it was read by a test. */
record Logs(LogFile file, List<LogEntry> entries, Account account) {
  static final String NAME = "log";

  /** The samples that the repository has. */
  static final List<String> SAMPLES =
      List.of(
          "s390dbf-probe-refused.txt",
          "qemu-trace-probe.log",
          "s390dbf-linux-5.10.txt",
          "s390dbf-linux-6.1.txt",
          "lspci-ism.txt",
          "lspci-nvme.txt");

  static Logs of(String... lines) {
    return of(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
  }

  static Logs of(byte[] bytes) {
    return of(bytes, null, ByteOrder.LITTLE_ENDIAN);
  }

  static Logs of(byte[] bytes, @Nullable LogFormat format, ByteOrder order) {
    List<LogEntry> entries = new ArrayList<>();
    Account account = new Account();
    try {
      LogFile file =
          new LogReader(format, order)
              .read(
                  NAME,
                  new ByteArrayInputStream(bytes),
                  entry -> {
                    entries.add(entry);
                    account.accept(entry);
                  });
      account.file(file);
      return new Logs(file, entries, account);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Several samples, told of together. */
  static Account samples(String... names) {
    Account account = new Account();
    for (String name : names) {
      try (var in = Files.newInputStream(path(name))) {
        account.file(new LogReader(null, ByteOrder.LITTLE_ENDIAN).read(name, in, account));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return account;
  }

  static byte[] sample(String name) {
    try {
      return Files.readAllBytes(path(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path path(String name) {
    Path here = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    while (!Files.exists(here.resolve("bin/zpci"))) {
      here = here.getParent();
    }
    return here.resolve("tests/logs").resolve(name);
  }

  /** What each entry says. */
  List<String> says() {
    return entries.stream().map(Sentences::of).toList();
  }

  LogEntry only() {
    if (entries.size() != 1) {
      throw new AssertionError("one entry was expected, got " + entries);
    }
    return entries.getFirst();
  }
}
