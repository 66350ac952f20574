package io.zpci.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.ism.IsmEvents;
import io.zpci.serve.ServedMachine;
import io.zpci.trace.Tap;
import io.zpci.vfiouser.FunctionEvents;
import io.zpci.vfiouser.ServerEvents;
import io.zpci.vfiouser.VfioUserServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code zpci replay --serve}, on functions that are served. */
class ReplayOnServersTest {
  private static final Path RECORDINGS = Path.of("..", "tests", "recordings");
  private static final String TALK = RECORDINGS.resolve("ism-smcd-two-guests.jsonl").toString();
  private static final String PROBE = RECORDINGS.resolve("ism-probe-event-unbind.jsonl").toString();

  @TempDir private Path folder;
  private final List<VfioUserServer> servers = new ArrayList<>();

  @BeforeEach
  void serve() throws IOException {
    ServedMachine machine = new ServedMachine(Tap.NONE, IsmEvents.NONE, () -> 0);
    listen("a", machine, 0xa1a1a1a100000001L);
    listen("b", machine, 0xb2b2b2b200000002L);
  }

  private void listen(String name, ServedMachine machine, long gid) throws IOException {
    VfioUserServer server =
        VfioUserServer.listen(
            folder.resolve(name),
            machine.ism(gid, OptionalInt.empty(), FunctionEvents.NONE),
            ServerEvents.NONE);
    server.start();
    servers.add(server);
  }

  @AfterEach
  void close() throws IOException {
    for (VfioUserServer server : servers) {
      server.close();
    }
  }

  private String socket(String name) {
    return folder.resolve(name).toString();
  }

  @Test
  void socketsInTheOrderOfTheFunctionsOrByTheirNames() {
    String expected = TALK + ": 582 operations, 582 equal, 0 differ (16 left out: ism-command 16)";
    Ran ordered = Ran.zpci("replay", TALK, "--serve", socket("a"), "--serve", socket("b"));
    assertEquals(expected, ordered.out().stripTrailing(), ordered.err());
    assertEquals(0, ordered.exit());
    Ran named =
        Ran.zpci("replay", TALK, "--serve", "b=" + socket("b"), "--serve", "a=" + socket("a"));
    assertEquals(expected, named.out().stripTrailing(), named.err());
    assertEquals(0, named.exit());
    Ran mixed = Ran.zpci("replay", TALK, "--serve", socket("a"), "--serve", "b=" + socket("b"));
    assertEquals(expected, mixed.out().stripTrailing(), mixed.err());
  }

  @Test
  void serversInEachOthersPlaceDiffer() {
    Ran ran = Ran.zpci("replay", PROBE, "--serve", socket("b"));
    assertEquals(1, ran.exit(), ran.err());
    assertTrue(
        ran.out().contains("data: expected a1a1a1a100000001, got b2b2b2b200000002"), ran.out());
  }

  @Test
  void json() {
    Ran ran = Ran.zpci("replay", "--json", PROBE, "--serve", socket("a"));
    assertEquals(0, ran.exit(), ran.err());
    assertEquals(1, ran.out().lines().count(), ran.out());
    assertTrue(ran.out().contains("\"differ\":0"), ran.out());
  }

  @Test
  void asManySocketsAsFunctions() {
    Ran ran = Ran.zpci("replay", TALK, "--serve", socket("a"));
    assertEquals(2, ran.exit());
    assertTrue(
        ran.err().contains("has functions a, b, a socket for each was expected, got 1"), ran.err());
    Ran twice = Ran.zpci("replay", PROBE, "--serve", "a=" + socket("a"), "--serve", socket("b"));
    assertEquals(2, twice.exit());
  }

  @Test
  void oneWayOnly() {
    Ran ran = Ran.zpci("replay", PROBE, "--serve", socket("a"), "--route", "lpar");
    assertEquals(2, ran.exit());
    assertTrue(ran.err().contains("--route and --serve: one of them was expected"), ran.err());
  }

  @Test
  void nobodyListens() {
    Ran ran = Ran.zpci("replay", PROBE, "--serve", socket("nobody"));
    assertEquals(3, ran.exit());
    assertEquals(
        "zpci: connect " + socket("nobody") + ": No such file or directory",
        ran.err().stripTrailing());
  }

  @Test
  void recordingsOfOtherThingsAreNotForServers() {
    String file = RECORDINGS.resolve("memcpy-linux-7.2.jsonl").toString();
    Ran ran = Ran.zpci("replay", file, "--serve", socket("a"));
    assertEquals(3, ran.exit());
    assertTrue(ran.err().contains("which alone can be replayed on servers"), ran.err());
  }
}
