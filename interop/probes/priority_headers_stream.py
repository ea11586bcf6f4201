import os, pika, sys, time, uuid, socket, struct
def pump(c, seconds):
    """Works for so long; process_data_events alone returns after the first event."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0: c.process_data_events(left)
vh=os.environ.get('AMQP_VHOST','/')
def P(**k): return pika.ConnectionParameters(os.environ.get('AMQP_HOST','127.0.0.1'),int(os.environ.get('AMQP_PORT','5672')),virtual_host=k.pop('vhost',vh),**k)
U=lambda: 'p-'+uuid.uuid4().hex[:8]
def conn(**k): return pika.BlockingConnection(P(**k))
def sec(n): print('##',n)
def tryit(n,f):
    c=conn(); ch=c.channel()
    try: print(n,'->',f(c,ch))
    except pika.exceptions.AMQPChannelError as e: print(n,'-> CH',e.args)
    except pika.exceptions.AMQPConnectionError as e: print(n,'-> CONN',e.args)
    except Exception as e: print(n,'->',type(e).__name__,e,getattr(ch,'_closing_reason',None))
    try: c.close()
    except Exception: pass
def drain(ch,q,ack=True):
    out=[]
    while True:
        m,p,b=ch.basic_get(q,auto_ack=ack)
        if m is None: return out
        out.append((b.decode(),m.redelivered))
def f(c,ch):
    q=U(); ch.queue_declare(q,arguments={'x-max-priority':5}); 
    for i,pr in enumerate([None,1,9,5,0]): ch.basic_publish('',q,f'{i}:{pr}'.encode(),pika.BasicProperties(priority=pr))
    return [b for b,_ in drain(ch,q)]
tryit('priority',f)
def f(c,ch):
    q=U(); ch.queue_declare(q); got=[]
    ch.basic_consume(q,lambda c_,m,p,b: got.append(('lo',b)),consumer_tag='lo',auto_ack=True); ch.basic_consume(q,lambda c_,m,p,b: got.append(('hi',b)),consumer_tag='hi',auto_ack=True,arguments={'x-priority':10})
    for i in range(4): ch.basic_publish('',q,b'%d'%i)
    pump(c, .3); return got
tryit('consumer prio',f)
def f(c,ch):
    r=[]
    for args,hdr in [({'x-match':'all','a':1,'b':'x'},{'a':1,'b':'x','c':3}),({'x-match':'any','a':1,'b':'x'},{'b':'x'}),({'x-match':'all','a':1},{'a':'1'}),({'x-match':'all','a':None},{'a':55}),({'x-match':'all','x-a':1},{'x-a':2}),({'x-match':'all-with-x','x-a':1},{'x-a':2}),({'x-match':'any','x-a':1},{'x-a':1}),({'x-match':'any-with-x','x-a':1},{'x-a':1}),({'a':1},{'a':1}),({},{}),({'x-match':'any'},{}),({'x-match':'all'},{'z':1}),({'x-match':'all','a':True},{'a':True})]:
        q=U(); ch.queue_declare(q,exclusive=True); ch.queue_bind(q,'amq.headers','',arguments=args); ch.basic_publish('amq.headers','',b'x',pika.BasicProperties(headers=hdr)); time.sleep(.05); r.append((args,hdr,bool(drain(ch,q)))); ch.queue_delete(q)
    return '\n   '.join(map(str,r))
tryit('headers',f)
def f(c,ch):
    q=U(); ch.queue_declare(q,durable=True,arguments={'x-queue-type':'stream'}); ch.confirm_delivery()
    for i in range(5): ch.basic_publish('',q,b'%d'%i)
    got=[]; ch2=c.channel(); ch2.basic_qos(prefetch_count=2); ch2.basic_consume(q,lambda c_,m,p,b: got.append((b,m.delivery_tag,m.redelivered,p.headers)),arguments={'x-stream-offset':'first'}); pump(c, .4); r=list(got); ch2.basic_ack(2,multiple=True); pump(c, .4); r2=got[len(r):]; 
    return r,r2,got[len(r)+len(r2):], ch.queue_declare(q,passive=True).method
tryit('stream',f)
