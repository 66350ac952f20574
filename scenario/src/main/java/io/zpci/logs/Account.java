package io.zpci.logs;

import io.zpci.arch.FunctionHandle;
import io.zpci.ism.IsmCommand;
import io.zpci.ism.IsmFacts;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What logs say, taken together. Entries are told apart as long as there are few; of many, sums are
 * kept, so that what is held is bounded however long the logs are.
 */
public final class Account implements Consumer<LogEntry> {
  /** As many different things of a kind are told apart. */
  static final int MOST = 4096;

  private static final int HEADER = 8;

  private final List<LogFile> files = new ArrayList<>();
  private final Clues clues = new Clues();
  private final Traced traced = new Traced();
  private final Map<Integer, SeenFunction> functions = new LinkedHashMap<>();
  private final Map<String, Refusal> refusals = new LinkedHashMap<>();
  private final List<DebugEntry> debug = new ArrayList<>();
  private final List<ConfigDump> dumps = new ArrayList<>();
  private final List<TraceEntry.UserReply> failedReplies = new ArrayList<>();
  private final TreeSet<Integer> answered = new TreeSet<>();
  private boolean ismDriver;
  private long debugApart;
  private long refusalsApart;
  private long dumpsApart;
  private @Nullable Place headerStored;

  /** An account of nothing. */
  public Account() {}

  /** A log was read to its end. */
  public void file(LogFile file) {
    files.add(file);
  }

  @Override
  public void accept(LogEntry entry) {
    clues.see(entry);
    switch (entry) {
      case TraceEntry each -> trace(each);
      case DebugEntry each -> debug(each);
      case ConfigDump each -> {
        if (dumps.size() < MOST) {
          dumps.add(each);
        } else {
          dumpsApart++;
        }
      }
    }
  }

  private void trace(TraceEntry entry) {
    switch (entry) {
      case TraceEntry.RegionAccess each -> {
        traced.add(each);
        header(each);
      }
      case TraceEntry.ConfigAccess each -> traced.add(each);
      case TraceEntry.UserAccess each -> traced.add(each);
      case TraceEntry.ListedFunction each ->
          function(each.fid(), each.vendor(), each.device(), each.handle());
      case TraceEntry.UserReply each -> {
        if (each.failed() && failedReplies.size() < MOST) {
          failedReplies.add(each);
        }
      }
      case TraceEntry.RegionSetup _,
          TraceEntry.UserRegion _,
          TraceEntry.UserDma _,
          TraceEntry.UserInterrupts _,
          TraceEntry.ListedBar _,
          TraceEntry.AdapterInterrupts _,
          TraceEntry.Event _ -> {}
    }
  }

  /** What stands at the beginning of an ISM function's command space. Source: spec ism 2.1. */
  private void header(TraceEntry.RegionAccess access) {
    if (access.region() != IsmFacts.COMMANDS
        || access.offset() != 0
        || access.data().size() != HEADER) {
      return;
    }
    if (access.store()) {
      headerStored = headerStored == null ? access.place() : headerStored;
      return;
    }
    int command = ByteBuffer.wrap(access.data().toArray()).getInt();
    if (IsmCommand.of(command) != null) {
      answered.add(command);
    }
  }

  private void debug(DebugEntry entry) {
    if (debug.size() < MOST) {
      debug.add(entry);
    } else {
      debugApart++;
    }
    switch (entry) {
      case DebugEntry.Instruction each -> refused(each);
      case DebugEntry.Event each -> function(each.fid(), -1, -1, each.handle());
      case DebugEntry.Message each -> {
        OptionalLong fid = each.message().value("fid");
        OptionalLong handle = each.message().value("fh");
        if (fid.isPresent() && handle.isPresent()) {
          function((int) fid.getAsLong(), -1, -1, (int) handle.getAsLong());
        }
      }
      case DebugEntry.IsmFailure _ -> ismDriver = true;
      case DebugEntry.MmioCall _,
          DebugEntry.ClpCall _,
          DebugEntry.DmaFailure _,
          DebugEntry.Lone _ -> {}
    }
  }

  private void refused(DebugEntry.Instruction each) {
    String key =
        each.instructions()
            + " "
            + each.layout()
            + " "
            + each.cc()
            + " "
            + each.status()
            + " "
            + each.first()
            + " "
            + each.second();
    if (refusals.size() < MOST || refusals.containsKey(key)) {
      refusals.merge(key, new Refusal(each, 1, each.place()), Refusal::and);
    } else {
      refusalsApart++;
    }
  }

  private void function(int fid, int vendor, int device, int handle) {
    SeenFunction before = functions.get(fid);
    if (before == null && functions.size() >= MOST) {
      return;
    }
    List<Integer> handles = new ArrayList<>(before == null ? List.of() : before.handles());
    if (!handles.contains(handle) && handles.size() < MOST) {
      handles.add(handle);
    }
    functions.put(
        fid,
        before == null || vendor >= 0
            ? new SeenFunction(fid, vendor, device, handles)
            : new SeenFunction(fid, before.vendor(), before.device(), handles));
  }

  /** The logs that were read to their ends, in order. */
  public List<LogFile> files() {
    return List.copyOf(files);
  }

  /** What betrays versions. */
  public Clues clues() {
    return clues;
  }

  /** What traces show of regions. */
  public Traced traced() {
    return traced;
  }

  /** The functions that are named, in order. */
  public Collection<SeenFunction> functions() {
    return List.copyOf(functions.values());
  }

  /** Instructions that did not end well, those that are alike together. */
  public List<Refusal> refusals() {
    return List.copyOf(refusals.values());
  }

  /** Instructions that did not end well, beyond those that are told apart. */
  public long refusalsApart() {
    return refusalsApart;
  }

  /** The records of s390dbf, in order. */
  public List<DebugEntry> debug() {
    return List.copyOf(debug);
  }

  /** Records of s390dbf beyond those that are kept. */
  public long debugApart() {
    return debugApart;
  }

  /** Configuration spaces. */
  public List<ConfigDump> dumps() {
    return List.copyOf(dumps);
  }

  /** Configuration spaces beyond those that are kept. */
  public long dumpsApart() {
    return dumpsApart;
  }

  /** Messages of vfio-user servers that say that a request failed. */
  public List<TraceEntry.UserReply> failedReplies() {
    return List.copyOf(failedReplies);
  }

  /** The function that had {@code handle}, enabled or not. */
  public Optional<SeenFunction> byHandle(int handle) {
    return functions.values().stream().filter(each -> each.had(handle)).findFirst();
  }

  /** Whether a log says that the function with {@code handle} is an ISM function. */
  public boolean isIsm(int handle) {
    Optional<SeenFunction> function = byHandle(handle);
    if (function.isPresent() && function.get().vendor() >= 0) {
      return function.get().isIsm();
    }
    return ismDriver || (dumps.size() == 1 && isIsm(dumps.getFirst()));
  }

  private static boolean isIsm(ConfigDump dump) {
    return dump.vendor() == IsmFacts.VENDOR && dump.device() == IsmFacts.DEVICE;
  }

  /** Whether a log shows an ISM function anywhere. */
  public boolean hasIsm() {
    return ismDriver
        || functions.values().stream().anyMatch(SeenFunction::isIsm)
        || dumps.stream().anyMatch(Account::isIsm);
  }

  /**
   * The commands that loads of an ISM function's response header answer although no line of the
   * trace stores a command's header: the blocks took another way than vfio's regions, or the trace
   * is not whole. Empty where there are none, or there is no ISM function.
   */
  public List<IsmCommand> answeredUnasked() {
    if (headerStored != null || !hasIsm() || !traced.shows(true)) {
      return List.of();
    }
    List<IsmCommand> commands = new ArrayList<>();
    for (int code : answered) {
      IsmCommand command = IsmCommand.of(code);
      if (command != null) {
        commands.add(command);
      }
    }
    return commands;
  }

  /** The error events of the function with {@code handle}, in order. */
  public List<DebugEntry.Event> errors(int handle) {
    List<DebugEntry.Event> errors = new ArrayList<>();
    for (DebugEntry each : debug) {
      if (each instanceof DebugEntry.Event event
          && event.error()
          && ((event.handle() ^ handle) & ~FunctionHandle.ENABLE) == 0) {
        errors.add(event);
      }
    }
    return errors;
  }
}
