package io.zpci.workload;

import io.zpci.arch.AddressSpace;
import io.zpci.ism.IsmCommand;
import io.zpci.ism.MoveOffset;
import io.zpci.trace.Operation;
import io.zpci.workload.IsmScene.Dmb;
import java.util.ArrayList;
import java.util.List;

/**
 * Sequences for an ISM function, made of what a driver does: a command is its payload, its header
 * and the loads of its response; a move is one block into a DMB with element and signal; loads of
 * configuration space, and of a response once more, stand between.
 *
 * <p>A right step breaks no rule of the function, whatever came before it. A wrong one does what
 * drivers and routes are known to get wrong. Two of the wrong ones do no harm by themselves: they
 * end a DMB, or the SBA, that a later move needs.
 */
public final class IsmSequences implements Sequences {
  private static final int MOVES = 0;
  private static final int COMMANDS = 2;
  private static final int HEADER = 8;
  private static final int PAGE = 4096;
  private static final int ELEMENTS = 16;
  private static final int SIGNAL_PERCENT = 30;
  private static final int MOVE_PERCENT = 50;
  private static final int LOAD_PERCENT = 15;
  private static final int NEVER_LIVE = 0xfff0;
  private static final int VLAN = 0x1fff;

  /** Commands that can be given at any time, and are answered with success. */
  private static final List<IsmCommand> ALWAYS =
      List.of(
          IsmCommand.READ_GID, IsmCommand.QUERY_INFO, IsmCommand.QUERY_RGID, IsmCommand.SIGNAL_IEQ);

  private final IsmScene scene;
  private final SequenceSettings settings;
  private final boolean moves;
  private final boolean commands;
  private final boolean config;

  /** What a wrong step does. */
  private enum Fault {
    HEADER_WITHOUT_PAYLOAD(COMMANDS),
    HEADER_BEFORE_PAYLOAD(COMMANDS),
    WRONG_LENGTH(COMMANDS),
    RESERVED_FIELD(COMMANDS),
    HEADER_AS_STORE(COMMANDS),
    LOAD_ACROSS_A_DOUBLEWORD(COMMANDS),
    SBA_ENDED(COMMANDS),
    DMB_ENDED(COMMANDS),
    MOVE_BY_MIO(MOVES),
    MOVE_ACROSS_A_PAGE(MOVES),
    MOVE_TO_NO_DMB(MOVES),
    MOVE_BEYOND_THE_DMB(MOVES);

    private final int space;

    Fault(int space) {
      this.space = space;
    }
  }

  /**
   * Sequences of {@code settings} for the function of {@code scene}. Of the settings' kinds PCISTB
   * is needed, and PCILG where commands are to be given; others stand in wrong steps only.
   *
   * @throws IllegalArgumentException where nothing can be made of the settings
   */
  public IsmSequences(IsmScene scene, SequenceSettings settings) {
    this.scene = scene;
    this.settings = settings;
    boolean blocks = settings.kinds().contains(Operation.PCISTB);
    boolean loads = settings.kinds().contains(Operation.PCILG);
    this.moves = blocks && settings.spaces().contains(MOVES);
    this.commands = blocks && loads && settings.spaces().contains(COMMANDS);
    this.config = loads && settings.spaces().contains(AddressSpace.CONFIG);
    if (!moves && !commands && !config) {
      throw new IllegalArgumentException(
          "an ISM function takes pcistb in spaces 0 and 2, and pcilg in spaces 2 and 15");
    }
  }

  @Override
  public List<Issued> of(long seed) {
    One one = new One(new SplitMix(seed));
    while (one.sequence.size() < settings.operations()) {
      one.step();
    }
    return List.copyOf(one.sequence.subList(0, settings.operations()));
  }

  /** One sequence while it is made. */
  private final class One {
    private final SplitMix random;
    private final List<Issued> sequence = new ArrayList<>();
    private int response;

    One(SplitMix random) {
      this.random = random;
    }

    void step() {
      List<Fault> faults = faults();
      if (!faults.isEmpty() && random.chance(settings.wrong())) {
        wrong(random.pick(faults));
        return;
      }
      boolean move = moves && (random.chance(MOVE_PERCENT) || (!commands && !config));
      if (move) {
        move(random.pick(scene.dmbs()));
      } else if (config && (random.chance(LOAD_PERCENT) || !commands)) {
        int length = 1 << random.below(3);
        load(AddressSpace.CONFIG, random.below(HEADER * 8 / length) * length, length);
      } else if (commands && response > 0 && random.chance(LOAD_PERCENT)) {
        load(COMMANDS, random.below(response / HEADER) * HEADER, HEADER);
      } else if (commands) {
        IsmCommand command = random.pick(ALWAYS);
        command(command, payload(command));
      } else {
        move(random.pick(scene.dmbs()));
      }
    }

    private List<Fault> faults() {
      List<Fault> possible = new ArrayList<>();
      for (Fault fault : Fault.values()) {
        if (fault.space == MOVES ? moves : commands) {
          possible.add(fault);
        }
      }
      return possible;
    }

    private void move(Dmb dmb) {
      int most = Math.min(settings.longest(), dmb.length());
      int length = random.between(Math.min(settings.shortest(), most), most);
      int page = (int) random.below(Math.max(dmb.length() / PAGE, 1));
      int inPage = (int) random.below(Math.min(PAGE, dmb.length()) - length + 1L);
      if (random.chance(settings.aligned())) {
        inPage &= -HEADER;
      }
      move(dmb.token(), page * PAGE + inPage, length);
    }

    private void move(long token, int inDmb, int length) {
      boolean signal = random.chance(SIGNAL_PERCENT);
      int element = (int) random.below(ELEMENTS);
      block(MOVES, MoveOffset.of(token, element, signal, inDmb), random.bytes(length));
    }

    private void command(IsmCommand command, Bytes payload) {
      if (payload.size() > 0) {
        block(COMMANDS, HEADER, payload);
      }
      header(command, command.requestLength(), 0);
      response = command.responseLength();
      responseLoads();
    }

    private void responseLoads() {
      for (int at = 0; at < response; at += HEADER) {
        load(COMMANDS, at, HEADER);
      }
    }

    private void header(IsmCommand command, int length, int reserved) {
      block(COMMANDS, 0, headerOf(command, length, reserved));
    }

    private Bytes headerOf(IsmCommand command, int length, int reserved) {
      return big((long) command.code() << 32 | (long) reserved << 16 | length);
    }

    private Bytes payload(IsmCommand command) {
      return switch (command) {
        case QUERY_RGID -> big(scene.peer(), 0);
        case SIGNAL_IEQ -> big(scene.peer(), 1L << 32 | random.below(256), random.next());
        case ADD_VLAN_ID, DEL_VLAN_ID -> big(VLAN);
        case UNREG_DMB -> big(random.pick(scene.own()).token());
        case READ_GID, QUERY_INFO, SET_VLAN, RESET_VLAN, UNREG_SBA, UNREG_IEQ -> Bytes.NONE;
        case REG_SBA, REG_IEQ, REG_DMB ->
            throw new IllegalArgumentException(command + " needs memory that is mapped");
      };
    }

    private void wrong(Fault fault) {
      Dmb dmb = random.pick(scene.dmbs());
      switch (fault) {
        case HEADER_WITHOUT_PAYLOAD -> header(IsmCommand.QUERY_RGID, 24, 0);
        case HEADER_BEFORE_PAYLOAD -> {
          header(IsmCommand.QUERY_RGID, 24, 0);
          block(COMMANDS, HEADER, payload(IsmCommand.QUERY_RGID));
        }
        case WRONG_LENGTH -> header(IsmCommand.READ_GID, 16, 0);
        case RESERVED_FIELD -> header(IsmCommand.READ_GID, HEADER, 1);
        case HEADER_AS_STORE ->
            add(Operation.PCISTG, COMMANDS, 0, HEADER, headerOf(IsmCommand.READ_GID, HEADER, 0));
        case LOAD_ACROSS_A_DOUBLEWORD -> load(COMMANDS, HEADER / 2, HEADER);
        case SBA_ENDED -> command(IsmCommand.UNREG_SBA, Bytes.NONE);
        case DMB_ENDED -> command(IsmCommand.UNREG_DMB, payload(IsmCommand.UNREG_DMB));
        case MOVE_BY_MIO -> {
          Bytes data = random.bytes(HEADER);
          add(Operation.PCISTBI, MOVES, MoveOffset.of(dmb.token(), 0, false, 0), HEADER, data);
        }
        case MOVE_ACROSS_A_PAGE -> move(dmb.token(), PAGE - HEADER, 2 * HEADER);
        case MOVE_TO_NO_DMB -> move(new Dmb(NEVER_LIVE, PAGE).token(), 0, HEADER);
        case MOVE_BEYOND_THE_DMB -> move(dmb.token(), dmb.length(), HEADER);
      }
    }

    private void block(int space, long offset, Bytes data) {
      add(Operation.PCISTB, space, offset, data.size(), data);
    }

    private void load(int space, long offset, int length) {
      add(Operation.PCILG, space, offset, length, Bytes.NONE);
    }

    private void add(Operation operation, int space, long offset, int length, Bytes data) {
      // Where the driver keeps a request, and where SMC's ring may start: in one page.
      long memory = length < PAGE ? random.below(PAGE - length) : 0;
      sequence.add(new Issued(operation, space, offset, length, data, memory, false));
    }
  }

  /** Doublewords as bytes, the most significant first. */
  private static Bytes big(long... values) {
    byte[] bytes = new byte[values.length * Long.BYTES];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (values[i / Long.BYTES] >>> (Long.SIZE - Byte.SIZE * (i % Long.BYTES + 1)));
    }
    return Bytes.of(bytes);
  }
}
