"""Fills the database of an engine that belongs to this benchmark alone.

    python database.py DB list COUNT MODEL_ID DAY DAY_COUNT     copies of a complete calculation, with outputs
    python database.py DB log ID ROWS                           rows for the log of a calculation
    python database.py DB outputs ID COUNT MODEL_ID             outputs for a calculation
    python database.py DB removable COUNT MODEL_ID              copies with a datastore of their own
    python database.py DB running                               a calculation that runs until `work` ends it; its id
    python database.py DB work ID ROWS SECONDS                  writes its log row by row, then completes it
    python database.py DB count ID                              rows of its log
"""
import datetime
import getpass
import os
import socket
import sqlite3
import sys
import time

JOB = ('description, user_name, calculation_mode, hazard_calculation_id, status, is_running, start_time, stop_time, '
       'relevant, ds_calc_dir, pid, size_mb, host')
MODES = ['classical', 'event_based', 'scenario', 'classical_risk', 'event_based_risk', 'scenario_damage']


def stamp(when):
    return when.strftime('%Y-%m-%d %H:%M:%S.%f+00:00')


def utc_now():
    return datetime.datetime.now(datetime.timezone.utc)


def first_free(db):
    return (db.execute('SELECT max(id) FROM job').fetchone()[0] or 0) + 1


def model_of(db, model):
    return dict(zip(JOB.split(', '), db.execute(f'SELECT {JOB} FROM job WHERE id=?', [model]).fetchone()))


def add_jobs(db, rows):
    marks = ', '.join('?' * (1 + len(JOB.split(', '))))
    db.executemany(f'INSERT INTO job (id, {JOB}) VALUES ({marks})', rows)


def copy_outputs(db, model, first, last):
    db.execute('INSERT INTO output (oq_job_id, display_name, last_update, ds_key, size_mb) '
               'SELECT job.id, o.display_name, o.last_update, o.ds_key, o.size_mb '
               'FROM job, output o WHERE o.oq_job_id=? AND job.id BETWEEN ? AND ?', [model, first, last])


def copy_list(db, count, model, day, day_count):
    """Spread over years, but for those of one day."""
    like = model_of(db, model)
    first = first_free(db)
    that_day = datetime.datetime.fromisoformat(day).replace(tzinfo=datetime.timezone.utc)
    rows = []
    for nth in range(count):
        start = (that_day + datetime.timedelta(seconds=nth * 120) if nth < day_count
                 else that_day + datetime.timedelta(days=2, minutes=nth * 17))
        status = 'failed' if nth % 19 == 7 else 'complete'
        rows.append([first + nth] + list({
            **like, 'description': f'Hazard of region {nth % 83}, revision {nth}', 'calculation_mode': MODES[nth % 6],
            'status': status, 'start_time': stamp(start), 'stop_time': stamp(start + datetime.timedelta(minutes=3)),
        }.values()))
    add_jobs(db, rows)
    copy_outputs(db, model, first, first + count - 1)
    db.execute("INSERT OR IGNORE INTO tag (name) VALUES ('bench')")
    db.execute("INSERT INTO job_tag (job_id, tag_id) SELECT job.id, tag.id FROM job, tag WHERE tag.name='bench' "
               'AND job.id BETWEEN ? AND ? AND job.id % 10 = 0', [first, first + count - 1])
    return first


def add_log(db, job, count):
    start = utc_now()
    db.executemany('INSERT INTO log (job_id, timestamp, level, process, message) VALUES (?, ?, ?, ?, ?)', (
        (job, stamp(start + datetime.timedelta(milliseconds=nth)), 'INFO', 'MainProcess/4711',
         f'classical {nth % 100:3d}% [{nth} submitted, 0 queued] of a long calculation')
        for nth in range(count)))


def add_removable(db, count, model):
    like = model_of(db, model)
    first = first_free(db)
    base = like['ds_calc_dir']
    rows = []
    for job in range(first, first + count):
        own = os.path.join(os.path.dirname(base), f'calc_{job}')
        os.link(f'{base}.hdf5', f'{own}.hdf5')
        rows.append([job] + list({**like, 'ds_calc_dir': own, 'description': f'To be deleted {job}'}.values()))
    add_jobs(db, rows)
    copy_outputs(db, model, first, first + count - 1)
    return first


def add_running(db):
    """The queue waits for it, as it belongs to this machine."""
    job = first_free(db)
    where = os.path.dirname(db.execute('PRAGMA database_list').fetchone()[2])
    add_jobs(db, [[job, 'Written by the benchmark', getpass.getuser(), 'classical', None, 'executing', 1,
                   stamp(utc_now()), None, 1, os.path.join(where, f'calc_{job}'), os.getpid(), None,
                   socket.gethostname()]])
    return job


def work(db, job, count, seconds):
    for nth in range(count):
        db.execute('INSERT INTO log (job_id, timestamp, level, process, message) VALUES (?, ?, ?, ?, ?)', [
            job, stamp(utc_now()), 'INFO', 'MainProcess/4711', f'row {nth} of {count}'])
        db.commit()
        time.sleep(seconds / count)
    db.execute("UPDATE job SET status='complete', is_running=0, stop_time=? WHERE id=?", [stamp(utc_now()), job])


def main(path, what, *words):
    db = sqlite3.connect(path, timeout=60)
    number = [int(word) if word.isdigit() else word for word in words]
    actions = {
        'list': lambda: copy_list(db, *number), 'log': lambda: add_log(db, *number),
        'outputs': lambda: [copy_outputs(db, number[2], number[0], number[0])
                            for _ in range(number[1] // 6 + 1)],
        'removable': lambda: add_removable(db, *number), 'running': lambda: add_running(db),
        'work': lambda: work(db, *number),
        'count': lambda: db.execute('SELECT count(*) FROM log WHERE job_id=?', number).fetchone()[0],
    }
    said = actions[what]()
    db.commit()
    if isinstance(said, int):
        print(said)


main(*sys.argv[1:])
