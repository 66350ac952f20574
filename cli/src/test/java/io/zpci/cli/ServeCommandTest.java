package io.zpci.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.posix.SharedFile;
import io.zpci.vfiouser.ClientOptions;
import io.zpci.vfiouser.VfioUserDevice;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ServeCommandTest {
  private static final long IO = 0x1_0000_0000L;

  /** The server answers; how soon is the machine's affair. */
  private static final ClientOptions PATIENT = ClientOptions.DEFAULT.withTimeout(60_000);

  private static final String FRONT =
      "qemu-system-s390x -M s390-ccw-virtio,memory-backend=mem -m 512M -object"
          + " memory-backend-memfd,id=mem,size=512M,share=on ";

  @TempDir private Path folder;

  private String place(String name) {
    return folder.resolve(name).toString();
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static void write(VfioUserDevice device, int region, long position, String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    assertEquals(
        bytes.length,
        device.region(region).pwrite(position, MemorySegment.ofArray(bytes), 0, bytes.length));
  }

  /** A client whose guest's driver registers an SBA, and then fails to find a peer. */
  private void session(String socket) throws IOException {
    try (SharedFile memory = SharedFile.create("guest", 4096);
        VfioUserDevice device =
            VfioUserDevice.connect(Path.of(socket), PATIENT.withWholeBlocks().withMemory(memory))) {
      assertEquals(0, device.reset());
      write(device, 7, 4, "0600");
      assertEquals(0, device.dmaMap(IO, 0, 4096, true));
      write(device, 2, 8, "%016x".formatted(IO));
      write(device, 2, 0, "0000000100000010");
      write(device, 2, 8, "00000000000000990000000000000000");
      write(device, 2, 0, "0000000900000018");
      assertEquals(0, device.flush());
    }
  }

  @Test
  void saysHowEachGuestIsStartedAndWhatHappens() throws Exception {
    String a = place("a");
    String b = place("b");
    try (Serving serving =
        new Serving(false, "--socket", a + ",gid=a1", "--socket", b + ",gdb=" + place("g"))) {
      serving.until("b: start its guest with: ");
      session(a);
      serving.until("a: the client is gone");
      assertEquals(0, serving.end());
      assertEquals(
          List.of(
              "a: serves ism at " + a + " with gid a1, blocks by split",
              "a: the guest's ism driver will fail: QEMU refuses the blocks of 8 bytes that its"
                  + " commands begin with, and cuts others (qemu.pcistb.7: A block is longer than"
                  + " 8 bytes and a multiple of 8 long.)",
              "a: start its guest with: "
                  + FRONT
                  + "-device zpci,uid=1,fid=0x11,target=ism0 -device"
                  + " '{\"driver\":\"vfio-user-pci\",\"id\":\"ism0\",\"socket\":{\"type\":\"unix\",\"path\":\""
                  + a
                  + "\"}}'",
              "b: serves ism at " + b + " with gid 7a70636900000002, blocks by gdbstub",
              "b: start its guest with: "
                  + FRONT
                  + "-S -chardev socket,id=gdb0,path="
                  + place("g")
                  + ",server=on,wait=off -gdb chardev:gdb0 -device"
                  + " zpci,uid=2,fid=0x12,target=ism1 -device"
                  + " '{\"driver\":\"vfio-user-pci\",\"id\":\"ism1\",\"socket\":{\"type\":\"unix\",\"path\":\""
                  + b
                  + "\"}}'",
              "a: a client connected",
              "a: the guest enabled it",
              "a: REG_SBA at 0x100000000",
              "a: QUERY_RGID: failed with 13",
              "a: the client is gone: it closed the connection",
              "ended, sockets removed"),
          serving.lines());
      assertEquals("", serving.shown());
    }
    assertEquals(List.of(), files());
  }

  @Test
  void anObjectALine() throws Exception {
    String a = place("a");
    try (Serving serving =
        new Serving(false, "--json", "--socket", a, "--blocks", "plugin", "--record", place("r"))) {
      serving.until("\"start\"");
      session(a);
      serving.until("\"disconnected\"");
      assertEquals(0, serving.end());
      assertEquals(
          """
          {"t":T,"event":"serving","function":"a","text":"serves ism at @a with gid 7a70636900000001, blocks by plugin",\
          "device":"ism","path":"@a","gid":"0x7a70636900000001","blocks":"plugin"}
          {"t":T,"event":"start","function":"a","text":"start its guest with: qemu-system-s390x -M s390-ccw-virtio,memory-backend=mem \
          -m 512M -object memory-backend-memfd,id=mem,size=512M,share=on -plugin DIR/zpci-pcistb.so,socket=@a.plugin \
          -device zpci,uid=1,fid=0x11,target=ism0 -device '{\\"driver\\":\\"vfio-user-pci\\",\\"id\\":\\"ism0\\",\
          \\"socket\\":{\\"type\\":\\"unix\\",\\"path\\":\\"@a\\"}}'","qemu":["qemu-system-s390x","-M",\
          "s390-ccw-virtio,memory-backend=mem","-m","512M","-object","memory-backend-memfd,id=mem,size=512M,share=on",\
          "-plugin","DIR/zpci-pcistb.so,socket=@a.plugin","-device","zpci,uid=1,fid=0x11,target=ism0","-device",\
          "{\\"driver\\":\\"vfio-user-pci\\",\\"id\\":\\"ism0\\",\\"socket\\":{\\"type\\":\\"unix\\",\\"path\\":\\"@a\\"}}"]}
          {"t":T,"event":"connected","function":"a","text":"a client connected"}
          {"t":T,"event":"enabled","function":"a","text":"the guest enabled it"}
          {"t":T,"event":"command","function":"a","text":"REG_SBA at 0x100000000","command":"REG_SBA","ret":0,\
          "address":"0x100000000","length":0,"token":null}
          {"t":T,"event":"command","function":"a","text":"QUERY_RGID: failed with 13","command":"QUERY_RGID","ret":13,\
          "address":null,"length":0,"token":null}
          {"t":T,"event":"disconnected","function":"a","text":"the client is gone: it closed the connection",\
          "why":"it closed the connection"}
          {"t":T,"event":"ended","function":null,"text":"ended, sockets removed; written: [@r]","files":["@r"]}
          """
              .replace("@", folder + "/"),
          String.join("\n", serving.lines()) + "\n");
    }
  }

  @Test
  void aTerminalSeesALineThatGoesAwayAgain() throws Exception {
    try (Serving serving = new Serving(true, "--socket", place("a"))) {
      serving.untilShown("\rper s: a no client");
      assertEquals(0, serving.end());
      assertTrue(serving.shown().endsWith("\r" + " ".repeat("per s: a no client".length()) + "\r"));
      assertFalse(String.join("\n", serving.lines()).contains("no client"));
    }
  }

  @Test
  void quietAndJsonHaveNoSuchLine() throws Exception {
    for (String option : List.of("-q", "--json")) {
      try (Serving serving = new Serving(true, "--socket", place("a"), option)) {
        serving.until("start");
        assertEquals(0, serving.end());
        assertEquals("", serving.shown());
      }
    }
  }

  /** A process of its own, to which signals go. */
  private Process process(String... args) throws IOException {
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "io.zpci.cli.Main",
                "serve"));
    line.addAll(List.of(args));
    return new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static void await(BufferedReader out, String part) throws IOException {
    String line = out.readLine();
    while (line != null && !line.contains(part)) {
      line = out.readLine();
    }
    assertTrue(line != null, () -> "the process ended before it said: " + part);
  }

  @Test
  void aSignalEndsItCleanly() throws Exception {
    Process process =
        process("--socket", place("a"), "--blocks", "plugin", "--record", place("r.jsonl"));
    try (BufferedReader out = process.inputReader()) {
      await(out, "start its guest with: ");
      assertEquals(List.of("a", "a.plugin", "r.jsonl"), files());
      session(place("a"));
      await(out, "a: the client is gone: it closed the connection");
      VfioUserDevice still = VfioUserDevice.connect(Path.of(place("a")), PATIENT);
      try (still) {
        // By its handle: Process.destroy closes what the process has said, too.
        assertTrue(process.toHandle().destroy());
        await(out, "a: the client is gone: the server was closed");
        await(out, "ended, sockets removed; written: [" + place("r.jsonl") + "]");
        assertEquals(0, process.waitFor());
      }
      assertEquals(List.of("r.jsonl"), files());
    } finally {
      process.destroyForcibly();
    }
    Ran replay = Ran.zpci("replay", place("r.jsonl"));
    assertEquals(0, replay.exit(), replay.err());
    assertTrue(replay.out().contains(" equal, 0 differ"), replay.out());
  }

  @Test
  void whatAKilledServerLeftIsTaken() throws Exception {
    Process process = process("--socket", place("a"));
    try (BufferedReader out = process.inputReader()) {
      await(out, "start its guest with: ");
      process.destroyForcibly().waitFor();
    }
    assertEquals(List.of("a"), files());
    try (Serving serving = new Serving(false, "--socket", place("a"))) {
      serving.until("start its guest with: ");
      session(place("a"));
      serving.until("a: REG_SBA at 0x100000000");
    }
    assertEquals(List.of(), files());
  }

  @Test
  void twoServersDoNotShareASocket() throws Exception {
    try (Serving serving = new Serving(false, "--socket", place("a"))) {
      serving.until("start its guest with: ");
      assertEquals(
          new Ran(
              2,
              "",
              "zpci serve: --socket: "
                  + place("a")
                  + ": somebody serves there already; a free path was expected (try 'zpci serve"
                  + " --help')\n"),
          Ran.zpci("serve", "--socket", place("b"), "--socket", place("a")));
      assertEquals(List.of("a"), files());
      session(place("a"));
      serving.until("a: REG_SBA at 0x100000000");
    }
  }
}
