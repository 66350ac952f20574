package io.zpci.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.ism.IsmFacts;
import io.zpci.machine.HostMachine;
import io.zpci.machine.Routes;
import io.zpci.machine.Stack;
import io.zpci.route.Facts;
import io.zpci.route.Promise;
import io.zpci.route.Route;
import io.zpci.trace.Tap;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The tables of promises in docs/routes.md are what there is, and what routes promise. */
class PromisesPageTest {
  private static final Path PAGE = Pages.page("docs/routes.md");

  @Test
  void everyPromiseHasItsRow() {
    assertEquals(
        Arrays.stream(Promise.values()).map(promise -> "`" + promise.word() + "`").toList(),
        Pages.table(PAGE, "promise").stream().map(List::getFirst).toList());
  }

  @Test
  void everyRouteHasItsRow() {
    List<List<String>> expected = new ArrayList<>();
    for (Route route : Routes.all()) {
      List<String> row = new ArrayList<>(List.of("`" + route.name() + "`"));
      for (Promise promise : Promise.values()) {
        boolean always = route.promises(facts(true)).contains(promise);
        boolean withoutMio = route.promises(facts(false)).contains(promise);
        row.add(always ? "yes" : withoutMio ? "without MIO" : "no");
      }
      expected.add(row);
    }
    assertEquals(expected, Pages.table(PAGE, "route"));
  }

  private static Facts facts(boolean mio) {
    Stack newest = Stack.newest();
    Stack stack =
        new Stack(newest.qemu(), newest.host(), newest.guest(), ByteOrder.BIG_ENDIAN, mio, false);
    return new HostMachine(stack, Tap.NONE).facts(IsmFacts.plain(0));
  }
}
