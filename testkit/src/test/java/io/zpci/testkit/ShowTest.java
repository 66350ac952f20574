package io.zpci.testkit;

import static io.zpci.testkit.Access.*;
import static io.zpci.testkit.TraceAssert.assertThat;

import io.zpci.trace.*;
import io.zpci.machine.Routes;
import io.zpci.route.Route;
import io.zpci.workload.Bytes;
import org.junit.jupiter.api.Test;

class ShowTest {
  static void show(String name, Runnable r) {
    try { r.run(); System.out.println("[" + name + "] ok"); }
    catch (AssertionError e) { System.out.println("[" + name + "] " + e.getMessage()); }
    catch (RuntimeException e) { System.out.println("[" + name + "] !! " + e); }
  }

  @Test
  void show() {
    for (Route route : Routes.all()) {
      String n = route.name();
      System.out.println("################ " + n);
      try (IsmGuest g = new IsmGuest(n)) {
        int p = g.driver.probe();
        System.out.println("probe " + p + " roots " + g.trace.roots().size() + " " + g.trace.costs());
        for (var r : g.trace.roots().subList(0, Math.min(6, g.trace.roots().size()))) System.out.println("  " + Seen.of(r, r) + " by " + r.hand().name());
        show("probe no rule", () -> assertThat(g.trace).noRuleBroken());
        show("probe delivered", () -> assertThat(g.trace).delivered());
        show("probe whole", () -> assertThat(g.trace).wholeBlocksOnly());
        show("payload", () -> assertThat(g.trace).payloadBeforeHeader());
        show("signal", () -> assertThat(g.trace).signalAfterData());
        show("nothing reached", () -> assertThat(g.trace).nothingReachedDevice());
        g.trace.clear();
        int m = g.move(true, 0x0ff0, 64);
        System.out.println("move " + m);
        show("move exactly", () -> assertThat(g.trace).arrived().exactly(move(g.dmb.token(), 0xff0, 16).silent(), move(g.dmb.token(), 0x1000, 48).signalling()));
        show("move delivered", () -> assertThat(g.trace).delivered());
        show("move no rule", () -> assertThat(g.trace).noRuleBroken());
        show("move whole", () -> assertThat(g.trace).wholeBlocksOnly());
        show("signal", () -> assertThat(g.trace).signalAfterData());
        show("cost", () -> assertThat(g.trace).atMost(0));
        show("cost", () -> assertThat(g.trace).atMost(1, Cost.SYSCALL));
        g.trace.clear();
        g.block(0, g.dmb.token(), Bytes.counting(0, 32));
        show("block exactly", () -> assertThat(g.trace).arrived().exactly(pcistb(0, g.dmb.token(), 32).of(Bytes.counting(0, 32))));
        show("block reached", () -> assertThat(g.trace).at(Hand.DEVICE).exactly(block()));
        g.trace.clear();
        g.block(2, 0, Bytes.ofHex("0000000100000010"));
        g.block(2, 8, Bytes.counting(0, 8));
        show("header first", () -> assertThat(g.trace).payloadBeforeHeader());
        g.trace.clear();
        g.block(0, g.dmb.token()|0x800000|0xff0, Bytes.counting(0, 16));
        g.block(0, g.dmb.token()|0x800000|0x1000, Bytes.counting(0, 16));
        show("sig every", () -> assertThat(g.trace).signalAfterData());
      } catch (IllegalStateException e) {
        System.out.println(e);
      }
    }
  }
}
