package io.zpci.trace;

import io.zpci.arch.Issue;
import io.zpci.arch.MioAddress;
import io.zpci.arch.PciInstruction;
import io.zpci.arch.PciInstructions;
import io.zpci.arch.Register;
import io.zpci.arch.Request;
import io.zpci.storage.GuestStorage;

/**
 * An executor of instructions with a tap in front of it: each load, store and block enters the
 * given hand, and each instruction costs what getting there costs.
 */
public final class TappedInstructions implements PciInstructions {
  private final PciInstructions below;
  private final Hand hand;
  private final Tap tap;
  private final Cost[] costs;

  /**
   * {@code below}, which is {@code hand}, seen by {@code tap}.
   *
   * @param costs what every instruction costs until {@code below} has it and until its issuer goes
   *     on; nothing where the hand is the machine itself
   */
  public TappedInstructions(PciInstructions below, Hand hand, Tap tap, Cost... costs) {
    this.below = below;
    this.hand = hand;
    this.tap = tap;
    this.costs = costs.clone();
  }

  @Override
  public int load(int issue, long request, long address, Register loaded) {
    Operation operation = Issue.isMio(issue) ? Operation.PCILGI : Operation.PCILG;
    tap.enter(
        hand,
        operation,
        space(issue, request, address),
        offset(issue, address),
        Request.length(request),
        null,
        0,
        0);
    Cost.tell(costs, tap);
    int outcome = below.load(issue, request, address, loaded);
    tap.exit(outcome, loaded.get());
    return outcome;
  }

  @Override
  public int store(int issue, long request, long address, long value) {
    Operation operation = Issue.isMio(issue) ? Operation.PCISTGI : Operation.PCISTG;
    tap.enter(
        hand,
        operation,
        space(issue, request, address),
        offset(issue, address),
        Request.length(request),
        null,
        0,
        value);
    Cost.tell(costs, tap);
    int outcome = below.store(issue, request, address, value);
    tap.exit(outcome, 0);
    return outcome;
  }

  @Override
  public int storeBlock(
      int issue, long request, long address, GuestStorage storage, long storageAddress) {
    Operation operation = Issue.isMio(issue) ? Operation.PCISTBI : Operation.PCISTB;
    int length = Request.length(request);
    tap.enter(
        hand,
        operation,
        space(issue, request, address),
        offset(issue, address),
        length,
        storage.segment(),
        storage.offset(storageAddress),
        0);
    Cost.tell(costs, tap);
    int outcome = below.storeBlock(issue, request, address, storage, storageAddress);
    tap.exit(outcome, 0);
    return outcome;
  }

  @Override
  public int execute(PciInstruction instruction) {
    Cost.tell(costs, tap);
    return below.execute(instruction);
  }

  private static int space(int issue, long request, long address) {
    return Issue.isMio(issue) ? MioAddress.bar(address) : Request.space(request);
  }

  private static long offset(int issue, long address) {
    return Issue.isMio(issue) ? MioAddress.offset(address) : address;
  }
}
