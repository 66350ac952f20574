package io.zpci.tests;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.guest.PciDev;
import io.zpci.ism.Fabric;
import io.zpci.ism.IsmFacts;
import io.zpci.ism.IsmFunction;
import io.zpci.ism.MoveOffset;
import io.zpci.ism.Reactions;
import io.zpci.machine.IsmPeer;
import io.zpci.machine.Passthrough;
import io.zpci.machine.Routes;
import io.zpci.machine.Stack;
import io.zpci.testkit.TraceAssertionError;
import io.zpci.trace.Tap;
import io.zpci.verdict.TraceRecorder;
import io.zpci.workload.Bytes;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.ObjLongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What docs/assertions.md says that an assertion fails with is what it fails with, and each holds
 * where nothing is wrong. With {@code -Dzpci.docs.write=true} the page's messages are written
 * again.
 */
class AssertionsPageTest {
  private static final Path PAGE = Pages.page("docs/assertions.md");
  private static final Pattern MARKER =
      Pattern.compile("<!-- (fails|holds): (\\w+), (move|command|late) on ([\\w-]+) -->");
  private static final String DOTS = "  ..";
  private static final long GID = 0xa1L;

  /** A marker of the page. */
  private record Claim(int line, boolean fails, String snippet, String scenario, String route) {}

  private static List<Claim> claims() {
    List<Claim> claims = new ArrayList<>();
    List<String> lines = Pages.lines(PAGE);
    for (int i = 0; i < lines.size(); i++) {
      Matcher marker = MARKER.matcher(lines.get(i));
      if (marker.matches()) {
        boolean fails = marker.group(1).equals("fails");
        claims.add(new Claim(i + 1, fails, marker.group(2), marker.group(3), marker.group(4)));
      }
    }
    return claims;
  }

  @TestFactory
  Stream<DynamicTest> whatThePageSaysHappens() {
    // from the last on: what is written moves only what stands behind it
    return claims().reversed().stream()
        .map(claim ->
            DynamicTest.dynamicTest(
                "%s, %s on %s".formatted(claim.snippet(), claim.scenario(), claim.route()),
                () -> check(claim)));
  }

  private static void check(Claim claim) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      TraceRecorder trace = new TraceRecorder();
      long token = play(claim, arena, trace);
      ObjLongConsumer<TraceRecorder> snippet =
          Objects.requireNonNull(AssertionSnippets.ALL.get(claim.snippet()), claim.snippet());
      if (!claim.fails()) {
        assertDoesNotThrow(() -> snippet.accept(trace, token));
        return;
      }
      TraceAssertionError error =
          assertThrows(TraceAssertionError.class, () -> snippet.accept(trace, token));
      Pages.Block shown =
          Pages.blocks(PAGE).stream()
              .filter(block -> block.line() == claim.line() + 1)
              .findFirst()
              .orElseThrow();
      List<String> expected = told(error, shown);
      if (Boolean.getBoolean("zpci.docs.write")) {
        List<String> written = new ArrayList<>(Pages.lines(PAGE));
        written.subList(shown.line(), shown.line() + shown.lines().size()).clear();
        written.addAll(shown.line(), expected);
        Files.write(PAGE, written);
        return;
      }
      assertEquals(String.join("\n", shown.lines()), String.join("\n", expected));
    }
  }

  /**
   * What {@code error} says, as much of it as {@code shown} has: one that ends with dots is cut.
   */
  private static List<String> told(TraceAssertionError error, Pages.Block shown) {
    List<String> lines = Objects.requireNonNull(error.getMessage()).lines().toList();
    if (shown.lines().isEmpty() || !shown.lines().getLast().equals(DOTS)) {
      return lines;
    }
    List<String> first = new ArrayList<>(lines.subList(0, shown.lines().size() - 1));
    first.add(DOTS);
    return first;
  }

  /** Plays the scenario; the token of the DMB that the peer registered for the function. */
  private static long play(Claim claim, Arena arena, TraceRecorder trace) {
    Fabric fabric = new Fabric(0x100);
    IsmFunction function = fabric.add(GID, IsmFacts.plain(0x100), Reactions.DEFAULT, trace);
    IsmPeer peer = new IsmPeer(fabric, 2, arena, 1 << 20, Tap.NONE);
    try (Passthrough passthrough =
        Passthrough.open(
            Routes.named(claim.route()).orElseThrow(), Stack.newest(), function, arena, trace)) {
      assertEquals(0, passthrough.boot());
      PciDev dev = passthrough.dev();
      long from = dev.allocate(4096);
      long token = peer.register(0x2000, GID, 7).token();
      Bytes.counting(0, 32).copyTo(dev.memory().segment(), dev.memory().offset(from));
      trace.judgedBy(passthrough.judge());
      trace.clear();
      switch (claim.scenario()) {
        case "move" -> {
          int _ = dev.storeBlock(0, MoveOffset.of(token, 1, false, 0xff0), 16, from);
          int _ = dev.storeBlock(0, MoveOffset.of(token, 1, true, 0x1000), 16, from + 16);
        }
        case "command" -> command(dev, from, 8, 0);
        default -> command(dev, from, 0, 8);
      }
      return token;
    }
  }

  /** ADD_VLAN_ID, its two blocks in the order of their offsets given. */
  private static void command(PciDev dev, long from, int first, int second) {
    Bytes.ofHex("00000004000000100000000000001fff")
        .copyTo(dev.memory().segment(), dev.memory().offset(from));
    int _ = dev.storeBlock(2, first, 8, from + first);
    int _ = dev.storeBlock(2, second, 8, from + second);
  }

  @Test
  void everySnippetIsShownFailsAndHolds() {
    String page = String.join("\n", Pages.lines(PAGE));
    TreeSet<String> fail = new TreeSet<>();
    TreeSet<String> hold = new TreeSet<>();
    claims().forEach(claim -> (claim.fails() ? fail : hold).add(claim.snippet()));
    assertEquals(new TreeSet<>(AssertionSnippets.ALL.keySet()), fail);
    assertEquals(new TreeSet<>(AssertionSnippets.ALL.keySet()), hold);
    for (String name : AssertionSnippets.ALL.keySet()) {
      assertTrue(page.contains("AssertionSnippets.java#" + name + " -->"), name);
    }
  }
}
