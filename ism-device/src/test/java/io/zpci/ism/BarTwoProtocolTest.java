package io.zpci.ism;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.arch.Outcome;
import io.zpci.arch.Register;
import io.zpci.ism.CommandSpace.State;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every order of the four steps of a command, against the state machine of spec ism 7.1 written
 * down once more.
 */
class BarTwoProtocolTest {
  private static final int LONGEST = 5;
  private static final String ID = "0000000000000005";

  /** The steps of ADD_VLAN_ID and READ_GID, right and wrong. */
  private enum Step {
    PAYLOAD,
    LONG_PAYLOAD,
    HEADER,
    HEADER_WITHOUT_PAYLOAD,
    LOAD_HEADER,
    LOAD_PAYLOAD
  }

  /** What the space must be, restated: which payload is remembered, which response is there. */
  private static final class Model {
    private State state = State.IDLE;
    private int payload;
    private String header = "00000000ffff0008";
    private String second = "0000000000000000";
    private int length = 8;
    private int next;
    private final List<String> broken = new ArrayList<>();

    void write(String bytes, int size) {
      state = State.LOADED;
      payload = size;
      second = bytes;
    }

    void execute(String code, int size, String response) {
      boolean right = payload == size;
      if (!right) {
        broken.add("R-08");
      }
      length = right && !response.isEmpty() ? 16 : 8;
      header = code + (right ? "0000" : "0003") + "%04x".formatted(length);
      if (right && !response.isEmpty()) {
        second = response;
      }
      state = State.DONE;
      payload = 0;
      next = 0;
    }

    String load(int offset) {
      if (state == State.DONE) {
        if (offset > next || offset >= length) {
          broken.add("R-13");
        }
        if (offset == next) {
          next += 8;
        }
      }
      return offset == 0 ? header : second;
    }
  }

  static Stream<List<Step>> orders() {
    List<List<Step>> all = new ArrayList<>();
    all.add(List.of());
    for (int from = 0, size = 1; size <= LONGEST; size++) {
      int to = all.size();
      for (; from < to; from++) {
        for (Step step : Step.values()) {
          List<Step> longer = new ArrayList<>(all.get(from));
          longer.add(step);
          all.add(longer);
        }
      }
    }
    return all.stream();
  }

  @Test
  void everyOrderUpToFiveSteps() {
    List<List<Step>> orders = orders().toList();
    assertEquals(1 + 6 + 36 + 216 + 1296 + 7776, orders.size());
    orders.forEach(BarTwoProtocolTest::follow);
  }

  private static void follow(List<Step> steps) {
    Bench bench = Bench.alone();
    Model model = new Model();
    for (Step step : steps) {
      switch (step) {
        case PAYLOAD -> {
          assertEquals(Outcome.OK, bench.block(2, 8, ID), steps::toString);
          model.write(ID, 8);
        }
        case LONG_PAYLOAD -> {
          assertEquals(Outcome.OK, bench.block(2, 8, ID + ID), steps::toString);
          model.write(ID, 16);
        }
        case HEADER -> {
          assertEquals(Outcome.OK, bench.block(2, 0, "0000000400000010"), steps::toString);
          model.execute("00000004", 8, "");
        }
        case HEADER_WITHOUT_PAYLOAD -> {
          assertEquals(Outcome.OK, bench.block(2, 0, "0000000300000008"), steps::toString);
          model.execute("00000003", 0, "a1a1a1a100000001");
        }
        case LOAD_HEADER -> assertEquals(model.load(0), bench.load(0), steps::toString);
        case LOAD_PAYLOAD -> assertEquals(model.load(8), bench.load(8), steps::toString);
      }
      assertEquals(model.state, bench.function.commandState(), steps::toString);
      assertEquals(model.broken, bench.broken, steps::toString);
    }
  }

  @Test
  void beforeTheFirstCommandTheResponseSaysThatThereIsNone() {
    Bench bench = Bench.alone();
    assertEquals("00000000ffff0008", bench.load(0));
    assertEquals(State.IDLE, bench.function.commandState());
    bench.command("00000003 0000 0008", "");
    bench.function.reset();
    assertEquals("00000000ffff0008", bench.load(0));
  }

  @ParameterizedTest
  @MethodSource("pieces")
  void aHeaderInPiecesIsRefusedEachTime(int offset, String hex) {
    Bench bench = Bench.alone();
    assertEquals(Outcome.OK, bench.block(2, offset, hex));
    assertEquals(List.of("R-09"), bench.broken());
    assertEquals("0004", bench.load(0).substring(8, 12));
    assertEquals(State.DONE, bench.function.commandState());
  }

  static Stream<Arguments> pieces() {
    return Stream.of(
        Arguments.of(0, "00000003"),
        Arguments.of(4, "00000008"),
        Arguments.of(0, "00"),
        Arguments.of(0, "00000003000000"),
        Arguments.of(7, "08"));
  }

  @Test
  void aPayloadInPiecesIsNotThePayload() {
    Bench bench = Bench.alone();
    bench.block(2, 8, "b2b2b2b200000002");
    bench.block(2, 16, "0000000000000000");
    assertEquals(List.of("R-08"), bench.broken());
    bench.block(2, 0, "0000000900000018");
    assertEquals("0000000900030008", bench.load(0));
    assertEquals(List.of("R-08"), bench.broken());
  }

  @Test
  void anUnknownCodeIsRefused() {
    Bench bench = Bench.alone();
    for (int code : new int[] {0, 0x0c, 0x0d, 0x0f, 0x10, 0x13, 0x7fff_ffff, -1}) {
      assertEquals(
          IsmReturnCode.UNKNOWN_COMMAND, bench.command("%08x00000008".formatted(code), ""));
      assertEquals("%08x00010008".formatted(code), bench.load(0));
    }
  }

  @Test
  void aLengthThatIsNotTheCommandsIsRefused() {
    for (IsmCommand command : IsmCommand.values()) {
      Bench bench = Bench.alone();
      int wrong = command.requestLength() + 8;
      bench.block(2, 8, ID.repeat(command.requestLength() / 8));
      bench.block(2, 0, "%08x0000%04x".formatted(command.code(), wrong));
      assertEquals("%08x00020008".formatted(command.code()), bench.load(0));
      assertEquals(List.of("R-11"), bench.broken());
    }
  }

  @Test
  void aBlockOrLoadBeyondTheSpaceIsAnOperandException() {
    Bench bench = Bench.alone();
    assertEquals(0x15 << 16, bench.block(2, 0xffc, ID));
    assertEquals(0x15 << 16, bench.function.load(2, 0xffc, 8, new Register()));
    assertEquals(List.of(), bench.broken());
  }
}
