package io.sluice.simulation;

import static io.sluice.simulation.check.Check.B2;
import static io.sluice.simulation.check.Check.B3;
import static io.sluice.simulation.check.Check.C1;
import static io.sluice.simulation.check.Check.D1;
import static io.sluice.simulation.check.Check.D3;
import static io.sluice.simulation.check.Check.F1;
import static io.sluice.simulation.check.Check.F2;
import static io.sluice.simulation.check.Check.F3;
import static io.sluice.simulation.check.Check.F4;
import static io.sluice.simulation.check.Check.FAIR;
import static io.sluice.simulation.check.Check.M1;
import static io.sluice.simulation.check.Check.MOVES;
import static io.sluice.simulation.check.Check.PACE;
import static io.sluice.simulation.check.Check.PROGRESS;
import static io.sluice.simulation.check.Check.Q1;
import static io.sluice.simulation.check.Check.Q2;
import static io.sluice.simulation.check.Check.Q3;
import static io.sluice.simulation.check.Check.Q4;
import static io.sluice.simulation.check.Check.Q5;
import static io.sluice.simulation.check.Check.REPLAY;
import static io.sluice.simulation.check.Check.SOUND;

import io.sluice.simulation.check.Check;
import java.util.List;

/** A mistake that somebody could make, as a change of one source file, and the checks of which one at least must see it. */
enum PlantedBug {
    ACK_BEFORE_FSYNC("log/LocalLog", "            current.force();\n", "", C1),
    TORN_TAIL_ACCEPTED("log/FrameReader", "|| !format.intact(window, index(at))) {", ") {", C1, REPLAY, SOUND),
    TAIL_CUT_TOO_FAR("log/Replay", "log.wipe(end);", "log.wipe(marked);", C1),
    FAILED_FORCE_FORGOTTEN("log/Replay", "log.rewrite(marked, end);", "log.force();", C1),
    LEASE_CUT_SHORT("queue/verb/Receiving", "state.timeMs + leaseMs)", "state.timeMs + leaseMs / 2)", Q4),
    EXTENSION_FORGOTTEN(
            "queue/verb/Extending", "state.timers.add(entry, end);", "state.timers.add(entry, state.timeMs);", Q4),
    OLD_RECEIPT_EXTENDS("queue/verb/Extending", " || entry.delivery != delivery", "", Q4),
    RESTART_SKIPS_TIME("shard/LogTime", "Math.max(lastFrameMs, clock", "Math.max(lastFrameMs + 5_000, clock", Q4, D1),
    WALL_CLOCK_TRUSTED("shard/LogTime", "Math.max(-slewNs, Math.min(slewNs, behindNs))", "behindNs", Q4, D1, SOUND),
    DELAY_CUT_SHORT("queue/verb/Sending", "state.timeMs + delayMs;", "state.timeMs + delayMs / 2;", D1),
    DELAYED_READY_TOGETHER(
            "queue/verb/Delaying", "delayed.take(delayed.dueAt(),", "delayed.take(delayed.dueAt() + 2_000,", D1),
    DELAYS_MISSING_IN_SNAPSHOT(
            "queue/image/ImageReader",
            "Delaying.restore(into, topic, slice, more().getLong(), in.getLong(), in.getInt());",
            "new long[] {more().getLong(), in.getLong(), in.getInt()}.clone();",
            Q1,
            C1,
            REPLAY,
            PROGRESS),
    DELAYED_BEHIND_THE_CURSOR_FORGOTTEN("queue/Reserving", "if (first < cursor) {", "if (first < 0) {", PROGRESS, Q1),
    PURGE_MISSES_DELAYED("queue/verb/Purging", "        Delaying.clear(state, topic);\n", "", Q3, SOUND, REPLAY),
    COUNT_LOST_AT_RESTORE("queue/image/ImageReader", "entry.receives = read.receives;", "entry.receives = 0;", Q5),
    COUNT_ELSEWHERE_LOST_AT_RESTORE(
            "queue/image/ImageReader",
            "entry.receivesElsewhere = read.source.receives;",
            "entry.receivesElsewhere = 0;",
            Q5,
            REPLAY),
    COUNT_LOST_AT_RELEASE(
            "queue/verb/Releasing",
            "state.leavePhase(entry);\n",
            "state.leavePhase(entry);\n        entry.receives /= 2;\n",
            Q5),
    LEASES_MISSING_IN_SNAPSHOT(
            "queue/image/ImageReader",
            "topic.leased++;\n                state.timers.add(entry, read.place);",
            "topic.leased++;",
            C1,
            PROGRESS),
    ACK_LOST_AT_REPLAY(
            "shard/Shard",
            "            state.apply(command);\n",
            "            if (!(command instanceof Command.Ack)) state.apply(command);\n",
            C1),
    LATE_ACK_FORGOTTEN("queue/verb/Acking", "!entry.isLeaving()", "entry.phase == Entry.Phase.LEASED", Q3, C1),
    PURGE_MISSES_LEASED(
            "queue/verb/Purging",
            "        topic.entries.clear();\n",
            "        topic.entries.values().removeIf(one -> one.phase != Entry.Phase.LEASED);\n        topic.entries.values().forEach(one -> state.timers.add(one, one.dueAt()));\n",
            Q3),
    PARKED_LATE(
            "queue/verb/Parking", "entry.receives >= rule.maxReceives()", "entry.receives > rule.maxReceives()", Q5),
    PARKED_EARLY(
            "queue/verb/Parking",
            "entry.receives >= rule.maxReceives()",
            "entry.receives + 1 >= rule.maxReceives()",
            Q5),
    PARKED_TWICE("queue/verb/Arriving", "if (message.sequence() > taken) {", "{", Q5),
    MOVED_TOO_FAST(
            "queue/MoveRun",
            "return (SECOND_US + TOGETHER_US) / pace() + 1;",
            "return SECOND_US / (2 * pace());",
            PACE),
    MOVED_AND_STAYS(
            "queue/verb/Parking",
            "        if (taken) {\n            state.remove",
            "        if (taken && !moving) {\n            state.remove",
            Q5),
    MOVED_TWICE("queue/verb/Arriving", "taken = message.sequence();", "taken = message.sequence() - 1;", Q5, MOVES),
    MOVED_AWAY_WITH_ITS_TARGET(
            "shard/move/Couriers",
            "new Command.Settle(lane.source, lane.target, last, !gone);",
            "new Command.Settle(lane.source, lane.target, last, moved || !gone);",
            MOVES),
    MOVED_OUT_OF_ORDER(
            "queue/verb/Moving",
            "            if (out.isNext(pick)) {\n                out.go(pick);",
            "            int last = out.picks() - 1 - pick;\n            if (out.isFree(last)) {\n                out.go(last);",
            F2),
    MOVED_AND_IN_NO_GROUP(
            "queue/verb/Sending",
            "topic.groups.append(state, slice(state, topic, offset), offset, message.bytes(), message.group());",
            "slice(state, topic, offset);",
            Q1,
            C1,
            PROGRESS,
            SOUND),
    MOVED_INTO_ANOTHER_GROUP(
            "queue/verb/Sending",
            "message.bytes(), message.group());\n            return offset;",
            "message.bytes(), Command.NO_GROUP);\n            return offset;",
            F3),
    CHOSEN_AND_ONE_MORE(
            "queue/verb/Moving", "state.timeMs, free.length);", "state.timeMs, free.length + 1);", MOVES, PROGRESS),
    REPEATED_REQUEST_SENT_AGAIN("queue/verb/SendingOnce", "if (known >= 0) {", "if (known < -1) {", F1),
    MOVE_FORGOTTEN_IN_SNAPSHOT(
            "queue/image/MoveImage", "run.moved = in.getLong();", "run.moved = 0 * in.getLong();", MOVES, REPLAY),
    MOVE_NOT_TAKEN_UP_AGAIN("shard/Shard", "        later(movers::begin);\n", "", PROGRESS),
    MOVE_KEEPS_WHAT_IT_PICKED(
            "shard/move/Movers", "        picked.topic.release(picked.reserved);\n", "", PROGRESS, Q1, C1),
    NEVER_PARKED("queue/verb/Parking", "        state.leave(topic);\n", "", PROGRESS),
    EXPIRED_EARLY(
            "queue/verb/Expiring",
            "entry.topic.rules.retentionMs();",
            "entry.topic.rules.retentionMs() / 20_000;",
            Q1,
            C1),
    REFUSED_SEND_KEPT(
            "queue/verb/Sending",
            "                return new Reply.Refused(",
            "                long kept = topic.nextOffset++;\n                state.store(topic, kept, state.timeMs, message.bytes(), message.envelope());\n                append.to(state, topic, kept, message);\n                return new Reply.Refused(",
            Q2),
    METER_ADDED_TWICE(
            "queue/meter/TopicMeters",
            "ingressBytes = Math.addExact(ingressBytes, bytes);",
            "ingressBytes += 2 * bytes;",
            B2,
            B3),
    REFUSED_SEND_BILLED(
            "queue/verb/Sending",
            "                return new Reply.Refused(",
            "                topic.meters.asked();\n                return new Reply.Refused(",
            B2,
            B3),
    REFUSED_EXTENSION_BILLED("queue/verb/Extending", "if (verdicts.contains(DONE)) {", "{", B2, B3),
    GIVE_BACK_BILLED(
            "queue/verb/GivingBack", "meters.delivered(-giveBack.bytes(), -giveBack.operations());", "", B2, B3),
    DELETED_METERS_LOST(
            "queue/verb/Deleting", "        state.tenant(topic.rules.tenant()).deleted.fold(topic.meters);\n", "", B2),
    STORED_TIME_LOST("queue/meter/TopicMeters", "stored.fold(ended.stored);", "", B2),
    MINUTE_COUNTED_TWICE(
            "queue/meter/Connecting",
            "connected.minute() <= known.minute()",
            "connected.minute() < known.minute()",
            B2),
    LOG_NOT_KEPT_FOR_BODIES(
            "shard/segment/Memtable", "return chunk.position;", "return position;", C1, PROGRESS, SOUND),
    SNAPSHOT_WITHOUT_ITS_BODIES("log/SnapshotStore", "if (position <= needed) {", "{", C1, PROGRESS, SOUND),
    HALF_A_FLUSH(
            "shard/tier/Flushing",
            "i < group.records.size(); i++",
            "i < group.records.size(); i += 2",
            C1,
            PROGRESS,
            SOUND),
    SEGMENT_NOT_FORCED("log/segment/SegmentOut", "file.force();", "", C1, PROGRESS, SOUND),
    SEGMENT_NAME_NOT_FORCED("shard/segment/SegmentOutput", "        disk.forceNames();\n", "", C1, PROGRESS, SOUND),
    NEEDED_SEGMENT_DROPPED("shard/segment/SegmentUse", "live == 0 &&", "live <= 1 &&", C1, Q1, PROGRESS, SOUND),
    SEGMENTS_NOT_COUNTED_AT_START(
            "shard/segment/Segments", "topic.eachMessage(shelf::count);", "", C1, Q1, PROGRESS, SOUND),
    EVICTED_BEFORE_RECORDED(
            "shard/tier/Uploading",
            "to.propose(uploaded, 0, reply -> recorded(segment));",
            "background.execute(() -> remove(segment)); if (uploaded.segment() < 0) recorded(segment);",
            C1,
            PROGRESS,
            SOUND),
    NEEDED_OBJECT_DELETED(
            "shard/tier/Uploading",
            "            evictable.put(segment.id(), use);\n        }\n    }\n\n    private boolean evict(",
            "            evictable.put(segment.id(), use);\n            giveUp(stored.name(segment));\n        }\n    }\n\n    private boolean evict(",
            C1,
            PROGRESS,
            SOUND),
    BODY_PROPOSED_BEFORE_FORCED(
            "log/body/BodyWriter",
            "        file.force();\n        return new Written",
            "        return new Written",
            C1,
            PROGRESS,
            SOUND),
    BODY_NAME_NOT_FORCED("shard/body/FiledSends", "        disk.forceNames();\n", "", C1, PROGRESS, SOUND),
    BODY_DROPPED_WHILE_LEASED(
            "queue/verb/Receiving",
            "        entry.phase = Entry.Phase.LEASED;\n",
            "        entry.phase = Entry.Phase.LEASED;\n        Filing.drop(state, entry.topic, entry.offset, entry.offset);\n",
            C1,
            Q1,
            Q2,
            PROGRESS,
            SOUND),
    BODY_OF_A_SNAPSHOT_REMOVED(
            "shard/body/BodyFiles",
            "(first = leftovers.peek()) != null && first.position < logPosition",
            "(first = leftovers.peek()) != null",
            C1),
    FRESH_BODY_SWEPT(
            "shard/body/BodyOrphans",
            "stage = found.isEmpty() ? Stage.DONE : Stage.WAITING;",
            "files.remove(names.stream().filter(name -> name.startsWith(PREFIX) && BodyName.parse(name).map(body -> files.find(Segment.id(body.epoch(), body.number())) == null).orElse(true)).toList()); stage = Stage.DONE;",
            C1,
            PROGRESS,
            SOUND),
    BODY_EVICTED_BEFORE_STORED(
            "shard/tier/BodyUploading",
            "to.propose(new Command.BodyUploaded(file.id()), 0, reply -> recorded(file));",
            "{ background.execute(() -> remove(file)); recorded(file); }",
            C1,
            PROGRESS,
            SOUND),
    PARKED_BODY_LEFT_BEHIND(
            "shard/body/BodyReads",
            "copyBytes(name, file.fileBytes(), to, as);",
            "to.exists(as);",
            C1,
            PROGRESS,
            SOUND),
    REPLACED_BEFORE_RECORDED(
            "shard/tier/Rewriting",
            "        recorder.record(new Command.Flushed(",
            "        for (SegmentUse old : segments.all()) { try { if (java.util.Arrays.stream(now.replaced()).anyMatch(id -> id == old.segment().id())) disk.remove(segments.name(old.segment())); } catch (IOException e) { throw new IllegalStateException(e); } }\n        if (now.replaced()[0] % 2 == 0) { current = null; restUntilMs = Long.MAX_VALUE; return; }\n        recorder.record(new Command.Flushed(",
            C1,
            Q1,
            PROGRESS,
            SOUND),
    REWRITTEN_MESSAGE_COMES_TWICE(
            "shard/tier/Rewrite",
            "output.add(part.tenant, message);",
            "output.add(part.tenant, new StoredMessage(message.partition(), message.offset(), message.sentMs(), message.bytes(), found.getFirst().envelope()));",
            C1,
            Q1,
            Q2,
            Q3,
            Q4,
            Q5),
    SOME_NOT_REWRITTEN(
            "shard/tier/Rewrite",
            "topic.eachMessage(nextOffset, last, (from, to) -> {",
            "topic.eachMessage(nextOffset, last, (from, to) -> { if (from == to && from % 4 == 0) { return; }",
            C1,
            Q1,
            PROGRESS,
            SOUND),
    REWRITTEN_MESSAGES_NOT_COUNTED(
            "shard/segment/Segments",
            "run.keep(needed.get(run.run().partition().value()));",
            "",
            C1,
            Q1,
            PROGRESS,
            SOUND),
    LOST_RANGE_NOT_COUNTED(
            "queue/verb/Losing",
            "state.losses.add(new Loss(range.partition(), first, last, messages[0], state.timeMs));",
            "",
            C1,
            Q1),
    RANGE_DROPS_ITS_WHOLE_SEGMENT(
            "shard/segment/TopicBodies",
            "run.drop(Math.min(last, run.last()) - Math.max(first, run.first()) + 1);",
            "run.drop(run.live());",
            C1,
            Q1,
            PROGRESS,
            SOUND),
    UNKNOWN_UPLOAD_TAKEN_FOR_DONE(
            "objects/Uploads",
            "completedFuture(new Creation.Exists())",
            "completedFuture(new Creation.Created())",
            C1,
            Q1,
            PROGRESS,
            SOUND),
    SLICE_EXPIRED_EARLY("queue/Slice", "LENGTH_MS + retentionMs", "LENGTH_MS + retentionMs / 20_000", Q1, C1),
    TAKEN_BYTES_KEPT("queue/Untouched", "range.slice.untouchedBytes -= bytes;", "", B2),
    RESERVATION_NEVER_ENDS("queue/Reserving", "picked -= reserved.untouched();", "", PROGRESS, Q1, SOUND),
    CHANGED_BEFORE_THE_WALK_CAME("queue/Changes", "            walk.changing(topic);\n", "", REPLAY),
    RESTING_TOPIC_FORGETS_ITS_CHANGE(
            "queue/image/ImageWriter", "topic.groups == null ? topic.changedIn", "topic.groups == null ? 0", REPLAY),
    GONE_TOPIC_STAYS_IN_SNAPSHOTS("queue/image/ImageWalk", "            gone.add(partition);\n", "", REPLAY, SOUND),
    CHANGES_LEFT_OUT_AT_RESTART(
            "shard/Restoring",
            "newest.chain())",
            "List.of(newest.chain().getFirst(), newest.chain().getLast()))",
            REPLAY,
            C1,
            SOUND),
    SNAPSHOT_REMOVED_THAT_OTHERS_ADD_TO(
            "log/SnapshotChains",
            "at != 0; at = before(at)) {\n            needed.add(at);",
            "at != 0; at = 0) {\n            needed.add(at);",
            C1,
            SOUND),
    LOG_TRIMMED_AS_IF_SNAPSHOTS_STOOD_ALONE(
            "log/SnapshotChains",
            "if (!dependsOn(one.getKey(), damaged)) {",
            "if (one.getKey() != damaged) {",
            C1,
            SOUND),
    CANCELLED_RUN_STAYS(
            "queue/DelayedSlice",
            "open(before == 0 ? NONE : key, before);",
            "open(key, openCount);",
            D3,
            B2,
            PROGRESS,
            SOUND),
    CANCELLED_ENTRY_STAYS(
            "queue/verb/Scheduling",
            "            state.remove(entry);\n",
            "            if (!entry.topic.aside.containsKey(entry.offset)) state.remove(entry); else entry.topic.makeReady(entry);\n",
            D3),
    CANCEL_FORGOTTEN_AT_REPLAY(
            "shard/Shard",
            "            state.apply(command);\n",
            "            if (!(command instanceof Command.Cancel)) state.apply(command);\n",
            D3,
            REPLAY),
    MOVE_KEEPS_THE_OLD_TIME(
            "queue/verb/Scheduling",
            "delay(state, entry, entry.sentMs);",
            "delay(state, entry, state.timeMs + 1);",
            D1),
    NACK_WITHOUT_ITS_DELAY("queue/verb/Nacking", "state.timeMs + message.delayMs());", "state.timeMs + 1);", D1),
    NOTE_MISSING_IN_SNAPSHOT(
            "queue/image/ImageReader",
            "Noting.put(into, topic, offset, NoteWire.note(in));",
            "NoteWire.note(in);",
            REPLAY),
    LOOK_BILLED_AS_A_DELIVERY(
            "queue/look/Looking",
            "topic.meters.asked(looked.operations());",
            "topic.meters.delivered(1, looked.operations());",
            B2,
            B3),
    EMPTY_LOOK_BILLED("shard/look/PeekRun", "looked == 0 ? 0 :", "", B2, B3),
    GROUP_ORDER_LOST_AT_RETURN(
            "queue/ReadyList", "tail == null || tail.offset < entry.offset", "tail == null || size > 0", F2, PROGRESS),
    REPEATED_MESSAGE_KEPT("queue/verb/GroupSending", "if (repeated >= 0) {", "if (repeated < -1) {", F1),
    REPEATS_MISSING_IN_SNAPSHOT(
            "queue/image/ImageReader", "GroupImage.Ids.restore(ids, state);", "ids.clear();", F1, REPLAY),
    REPEATS_ONLY_AS_CHANGES("queue/image/ImageWalk", "all ? 0 : walked", "walked", F1, REPLAY, C1, SOUND),
    DEDUPLICATION_SCOPE_FORGOTTEN(
            "shard/FifoNames",
            "hash(DEDUPLICATION_IN_GROUP, partition.value(), utf8(message.group()), utf8(id))",
            "hash(DEDUPLICATION_IN_GROUP, partition.value(), NONE, utf8(id))",
            Q1,
            C1),
    DEDUPLICATION_ACROSS_QUEUES(
            "shard/FifoNames",
            "case TOPIC -> hash(DEDUPLICATION, partition.value(), NONE, utf8(id));",
            "case TOPIC -> hash(DEDUPLICATION, 0, NONE, utf8(id));",
            Q1,
            C1),
    LOCK_ENDS_WITH_THE_FIRST_ACK(
            "queue/fifo/Groups",
            "keep(entry.group);\n        entry.group.locked++;",
            "keep(entry.group);\n        entry.group.locked = 1;",
            F3,
            SOUND,
            PROGRESS),
    LOCK_NOT_TAKEN_WHILE_PARKING(
            "queue/verb/Parking",
            "topic.existingGroups().locked(state, grouped);",
            "grouped.holders = 0;",
            F2,
            F3,
            PROGRESS),
    LOCK_LOST_AT_RESTORE("queue/fifo/Groups", "            entry.group.locked++;\n", "", F3, PROGRESS, REPLAY),
    EXPIRED_RECEIPT_ACKS("queue/fifo/GroupAcking", " || entry.delivery != delivery", "", F4),
    SECOND_RECEIPT_ACKS("queue/fifo/GroupAcking", "groups.acks.add(offset, delivery);", "", F4),
    ATTEMPT_TRUSTED_AFTER_ACK("queue/fifo/Groups", "        attempts.end(entry.attempt);\n", "", Q3, Q4, F3, F4, SOUND),
    REPEATED_ATTEMPT_GIVEN_BACK("queue/verb/GivingBack", "--grouped.holders > 0", "--grouped.holders < 0", Q4, F3),
    GROUP_DELAY_CUT_SHORT(
            "queue/fifo/Ripening", "sentMs + topic.rules.delayMs();", "sentMs + topic.rules.delayMs() / 2;", D1),
    NONCES_BEGIN_ANEW(
            "log/seal/Nonces",
            "this.current = new Counter(prefixes.getAsLong());",
            "this.current = new Counter(1);",
            M1,
            SOUND),
    NONCE_USED_TWICE(
            "log/seal/Nonces", "counter.next.getAndAdd(count);", "counter.next.getAndAdd(count) & ~1L;", M1, SOUND),
    SEALED_FOR_ANOTHER_TENANT(
            "shard/door/LocalMessaging",
            "seal.sealed(topic.tenant(), plain)",
            "seal.sealed(new io.sluice.model.TenantId(topic.tenant().account() + 2), plain)",
            M1,
            PROGRESS),
    PARKED_IN_CLEAR(
            "shard/move/Couriers",
            ": seal.sealed(tenant, body.envelope());",
            ": seal.opened(tenant, body.envelope());",
            M1),
    REASON_IN_CLEAR("shard/door/LocalLeases", "delay.toMillis(), stored)", "delay.toMillis(), reason)", M1),
    LOCKED_FOR_NO_REASON(
            "log/seal/PayloadSeal",
            "return key != null && key.tenant().equals(tenant);",
            "return key == null;",
            PROGRESS,
            Q1),
    NOBODY_IS_NOISY(
            "queue/fair/FairLines",
            "line.inFlight() >= NOISY_IN_FLIGHT",
            "line.inFlight() >= NOISY_IN_FLIGHT * NOISY_IN_FLIGHT",
            FAIR),
    NOISE_FORGOTTEN_AT_RESTART(
            "queue/fair/FairLines", "if (entry.phase == Entry.Phase.LEASED) {", "if (entry.phase == null) {", FAIR),
    GROUPS_MISSING_IN_SNAPSHOT(
            "queue/image/ImageReader",
            "TagImage.fromWire(into, topic, more());",
            "more().position(in.position() + 16);",
            FAIR,
            REPLAY),
    GIVEN_BACK_NEVER_PICKED_AGAIN("queue/Reserving", "        ready(untouched);\n", "", PROGRESS, Q1, SOUND),
    DELETED_QUEUE_COMES_BACK(
            "queue/verb/Configuring",
            "topic == null && state.gone",
            "topic == null && state.timeMs < 0 && state.gone",
            SOUND);

    final String file;
    final String right;
    final String wrong;
    private final String seenBy;

    PlantedBug(String file, String right, String wrong, Check... seenBy) {
        this.file = file;
        this.right = right;
        this.wrong = wrong;
        this.seenBy = List.of(seenBy).toString();
    }

    boolean isSeenBy(Check check) {
        return seenBy.matches(".*\\b" + check.name() + "\\b.*");
    }
}
