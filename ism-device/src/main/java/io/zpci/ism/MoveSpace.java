package io.zpci.ism;

import io.zpci.arch.Outcome;
import io.zpci.arch.Reaction;
import java.lang.foreign.MemorySegment;

/**
 * BAR 0: one block is one move into a peer's DMB. The bytes are in the owner's memory when the
 * block ends; where the offset asks for it the owner is signalled after that. Source: spec ism 1.2,
 * 4.3, 5.
 *
 * <p>Functions of a fabric with the same reactions share one.
 */
final class MoveSpace {
  private final Fabric fabric;
  private final Reaction r18;
  private final Reaction r19;
  private final Reaction r20;
  private final Reaction r21;
  private final Reaction r23;

  MoveSpace(Fabric fabric, Reactions reactions) {
    this.fabric = fabric;
    this.r18 = reactions.of(IsmRules.R_18);
    this.r19 = reactions.of(IsmRules.R_19);
    this.r20 = reactions.of(IsmRules.R_20);
    this.r21 = reactions.of(IsmRules.R_21);
    this.r23 = reactions.of(IsmRules.R_23);
  }

  /** One block of {@code sender}. */
  int storeBlock(IsmFunction sender, long offset, MemorySegment data, long at, int length) {
    Dmbs dmbs = fabric.dmbs();
    int dmb = dmbs.find(offset);
    int end = Refusals.PROCEED;
    if (dmb == Dmbs.NONE || !dmbs.live(dmb)) {
      end = sender.refusal(IsmRules.R_19, r19, Refusals.DEAD_TOKEN);
    }
    if (end != Refusals.PROCEED) {
      return end;
    }
    IsmFunction owner = dmb == Dmbs.NONE ? null : dmbs.owner(dmb);
    if (owner == null) {
      return Outcome.OK; // let through, but nowhere to go
    }
    end = check(sender, dmb, owner, MoveOffset.inDmb(offset), length);
    return end == Refusals.PROCEED ? move(sender, dmb, owner, offset, data, at, length) : end;
  }

  private int check(IsmFunction sender, int dmb, IsmFunction owner, int inDmb, int length) {
    Dmbs dmbs = fabric.dmbs();
    int end = Refusals.PROCEED;
    if (dmbs.rgid(dmb) != sender.gid()) {
      end = sender.refusal(IsmRules.R_18, r18, Refusals.NOT_THE_USER);
    }
    if (end == Refusals.PROCEED
        && fabric.requiresVlans()
        && !sender.vlans().matches(owner.vlans(), dmbs.vlanValid(dmb), dmbs.vlan(dmb))) {
      end = sender.refusal(IsmRules.R_21, r21, Refusals.OTHER_VLAN);
      if (r21 == Reaction.REFUSE) {
        tellOfVlans(sender, owner, dmbs.token(dmb));
      }
    }
    if (end == Refusals.PROCEED && inDmb + length > dmbs.length(dmb)) {
      end = sender.refusal(IsmRules.R_20, r20, Refusals.BEYOND_DMB);
    }
    return end;
  }

  private static void tellOfVlans(IsmFunction sender, IsmFunction owner, long token) {
    sender.deliver(EventQueue.BUF, EventQueue.VLAN_MISMATCH_WITH_OWNER, token, 0, true);
    owner.deliver(EventQueue.BUF, EventQueue.VLAN_MISMATCH_WITH_USER, token, 0, true);
  }

  private int move(
      IsmFunction sender,
      int dmb,
      IsmFunction owner,
      long offset,
      MemorySegment data,
      long at,
      int length) {
    Dmbs dmbs = fabric.dmbs();
    int inDmb = MoveOffset.inDmb(offset);
    int element = MoveOffset.element(offset);
    boolean signal = MoveOffset.signals(offset);
    boolean unheard = signal && !owner.sba().registered();
    if (unheard && (r23 == Reaction.REFUSE || r23 == Reaction.ERROR_STATE)) {
      return sender.refusal(IsmRules.R_23, r23, Refusals.NO_SBA);
    }
    long address = dmbs.address(dmb) + inDmb;
    int pec = owner.dma().write(address, data, at, length);
    if (pec != 0) {
      return owner.mappingLost(sender, pec, address);
    }
    fabric.events().move(sender, dmbs.token(dmb), element, signal, inDmb, length);
    if (unheard) {
      if (sender.violated(IsmRules.R_23, r23) == Reaction.CORRUPT) {
        owner.interrupt();
      }
      return Outcome.OK;
    }
    return signal ? owner.signal(sender, dmbs.index(dmb), fabric.mask().bit(element)) : Outcome.OK;
  }
}
