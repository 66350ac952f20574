package io.zpci.report;

import io.zpci.machine.RanOperation;
import io.zpci.verdict.Judgement;
import io.zpci.workload.Issued;
import org.jspecify.annotations.Nullable;

/**
 * An operation that a report names on its first screen.
 *
 * @param number in the run, on all routes, from 0
 * @param route the one it was issued on
 * @param line of the recording, or step of the scenario
 * @param issued what
 * @param judgement what became of it
 * @param statement what the rule asks for that it broke; empty where none
 * @param ran the operation with all its crossings; null where nobody issued it
 */
record BrokenOperation(
    int number,
    CountedRoute route,
    int line,
    Issued issued,
    Judgement judgement,
    String statement,
    @Nullable RanOperation ran) {}
