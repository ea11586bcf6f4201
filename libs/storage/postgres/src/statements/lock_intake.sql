-- The turn of this broker to move arrivals, until its transaction ends: one at a time keeps their order. A broker that is
-- cut off in the middle holds up the others for no longer than this.
select pg_try_advisory_xact_lock(hashtext('howdah.intake')) as locked,
       set_config('idle_in_transaction_session_timeout', '10s', true) as timeout
